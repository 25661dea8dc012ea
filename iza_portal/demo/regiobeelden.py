"""The regiobeelden of the demonstration, made by its people through the portal's own operations."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.demo.accounts import GGD, person
from iza_portal.demo.reading import CONTENT, read_sections
from iza_portal.writing.together.rewriting import rewrite
from regions.models import BeeldStatus, Criterion, Cycle, Handling, Indicator, Municipality, Regiobeeld, Region, Stance
from regions.participation import organisations_of
from regions.regiobeelden import adoption, arranging, rules
from regions.regiobeelden.checking import answer_criterion
from regions.regiobeelden.cycles import close_cycle, open_cycle
from regions.regiobeelden.enriching import add_point
from regions.regiobeelden.involvement import say_involved, say_not_involved
from regions.regiobeelden.reacting import handle, react
from regions.regiobeelden.readiness import mark_ready
from regions.regiobeelden.starting import start_herijking, start_regiobeeld
from regions.regiobeelden.telling import Pointer

POINTS = CONTENT / "regiobeeld-punten.csv"
INVENTED = "Voor de demonstratie bedacht."


@dataclass(frozen=True)
class Said:
    """What somebody says of a theme in a cycle, and, where it was handled, what was done with it and why."""

    who: str
    theme: str
    stance: Stance
    text: str = ""
    handling: Handling | None = None
    answer: str = ""


@dataclass(frozen=True)
class Round:
    """A cycle: what was asked of whom, in how many days they answer, what they said; with an account it was closed."""

    question: str
    parties: tuple[str, ...]
    due_in: int
    said: tuple[Said, ...]
    account: str = ""


@dataclass(frozen=True)
class Lies:
    """Who sees to a theme or a point, in how many days it is due, and whether it is ready."""

    owner: str
    due_in: int | None = None
    is_ready: bool = False


@dataclass(frozen=True)
class Beeld:
    """A regiobeeld: its texts are in `content` by the titles of the themes, its points in `POINTS`.

    Themes in `without` are taken out. `involved` says of which group who took part and how, `absent` why nobody did,
    `answers` what the region says of criteria that the portal cannot know. It goes as far as `until`; a published one has
    an `address` and the day on which it was adopted. `lies_with` says of themes and points, by their titles, whose they are.
    """

    region: str
    edition: int
    title: str
    coordinator: str
    initiator: str
    writer: str
    summary: str
    scale_note: str
    proposal: str
    rounds: tuple[Round, ...]
    involved: tuple[tuple[str, str, str], ...]
    absent: dict[str, str]
    without: tuple[str, ...] = ()
    lies_with: dict[str, Lies] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    until: BeeldStatus = BeeldStatus.VERRIJKING
    adopted_on: date | None = None
    address: str = ""

    @property
    def key(self) -> str:
        return f"{self.region}-{self.edition}"


FLEVOLAND = Beeld(
    "flevoland",
    2023,
    "Regiobeeld Flevoland 2023",
    coordinator="regiocoordinator.flevoland",
    initiator="regiocoordinator.flevoland",
    writer="ambtenaar.almere",
    summary=(
        "Flevoland is jong, groeit, en wordt snel oud. De vraag naar zorg groeit sneller dan in de rest van het "
        "land, en er "
        "zijn te weinig mensen om die zorg te geven. Dit is een korte weergave in eigen woorden van het echte "
        "regiobeeld, dat "
        "132 bladzijden telt. De cijfers van het CBS zijn van 2024; het echte beeld had oudere. De cyclus en de dagen van "
        "bespreken en vaststellen zijn voor de demonstratie bedacht."
    ),
    scale_note=(
        "Dit beeld gaat over de samenwerkingsregio: Almere, Dronten, Lelystad, Noordoostpolder en Urk. Almere "
        "hoort voor de "
        "Wet langdurige zorg bij zorgkantoorregio ’t Gooi; Zeewolde doet mee in Noord-Veluwe."
    ),
    proposal=(
        "Een werkgroep maakt het beeld: kennisinstituut Flever, de GGD, Proscoop en de provincie. In mei en juni "
        "2023 zijn er twee "
        "bijeenkomsten met partijen. Daarna bespreken de bestuurlijke tafels een leesversie."
    ),
    rounds=(
        Round(
            "Herkent u de regio in deze cijfers en knelpunten? Wat ontbreekt?",
            ("Almere", "Zilveren Kruis (Achmea)", "Lelystad"),
            14,
            (
                Said("ambtenaar.almere", "Demografie", Stance.EENS, handling=Handling.KENNISGENOMEN),
                Said(
                    "beoordelaar.zilverenkruis",
                    "Arbeidsmarkt",
                    Stance.AANVULLING,
                    f"Noem ook het tekort van 2020, dan is te zien hoe snel het groeit. {INVENTED}",
                    Handling.OVERGENOMEN,
                    "Het tekort van 2020 staat nu in de tekst en bij het knelpunt.",
                ),
            ),
            "De partijen herkennen het beeld. Bij de arbeidsmarkt is een jaar toegevoegd. Wat over jeugd "
            "ontbreekt, komt in een "
            f"volgende cyclus. {INVENTED}",
        ),
    ),
    involved=(
        ("gemeenten", "de vijf gemeenten", "In de bestuurlijke tafels, en als schrijvers van dit beeld."),
        ("zorgverzekeraars", "Zilveren Kruis (Achmea)", "Coördineert namens de zorgverzekeraars."),
        ("ggd", "GGD Flevoland", "In de werkgroep die het beeld maakte."),
        ("inwoners", "de Flevolandse Patiëntenfederatie", f"In bijeenkomsten met inwoners. {INVENTED}"),
        ("aanbieders", "zorgaanbieders in de regio", "In twee bijeenkomsten, in mei en juni 2023."),
        ("kleine_aanbieders", "paramedici en zelfstandigen", f"Kwamen naar de bijeenkomsten. {INVENTED}"),
        ("nieuwe_aanbieders", "een aanbieder van zorg op afstand", f"Dacht mee over digitale zorg. {INVENTED}"),
        ("categorale_aanbieders", "een revalidatiekliniek", f"Dacht mee over nazorg. {INVENTED}"),
        ("data_experts", "Flever, de GGD en Proscoop", "Bewerkten de cijfers."),
    ),
    absent={"professionals": f"Er was te weinig tijd om hen apart te vragen. {INVENTED}"},
    answers={
        "RB-15": "De herijking is in 2028. Tot die tijd vult de regio het beeld aan waar dat nodig is.",
    },
    until=BeeldStatus.GEPUBLICEERD,
    adopted_on=date(2023, 6, 30),
    address="https://www.dejuistezorgopdejuisteplek.nl/",
)

ZHE_BAR = Beeld(
    "zhe-bar",
    2026,
    "Regiobeeld ZHE-BAR 2026",
    coordinator="regiocoordinator.zhe-bar",
    initiator="beoordelaar.cz",
    writer="ambtenaar.ridderkerk",
    summary=(
        "Onze regio heeft naar verhouding veel ouderen, en de gemeenten verschillen. De meeste inwoners voelen "
        "zich gezond, maar "
        f"minder dan in 2020. {INVENTED} De cijfers zijn echt."
    ),
    lies_with={
        "Demografie": Lies("ambtenaar.ridderkerk", is_ready=True),
        "Arbeidsmarkt": Lies("beoordelaar.cz", due_in=10),
        "Gezonde inwoner": Lies("adviseur.ggd", due_in=-1),
        "Kwetsbare inwoners": Lies("ambtenaar.bar", due_in=12),
        "Gezond ouder worden": Lies("ambtenaar.ridderkerk", due_in=4),
        "De huisarts is niet overal even dichtbij": Lies("ambtenaar.ridderkerk", due_in=2),
    },
    scale_note="",
    proposal=(
        "De NZa gaf een basisbeeld van de zorgkantoorregio. De marktleider en de coördinerende gemeente stellen "
        "voor dat beeld in "
        "twee cycli te verrijken: eerst de cijfers, dan de knelpunten en de verhalen. De regiocoördinator loopt "
        "alle partijen langs. "
        f"De leesversie is er begin volgend jaar. {INVENTED}"
    ),
    rounds=(
        Round(
            "Herkent u uw gemeente en uw inwoners in de cijfers? Welke bron ontbreekt?",
            ("CZ", GGD, "Ridderkerk", "Barendrecht", "Goeree-Overflakkee"),
            14,
            (
                Said("ambtenaar.ridderkerk", "Demografie", Stance.EENS, handling=Handling.KENNISGENOMEN),
                Said(
                    "adviseur.ggd",
                    "Gezonde inwoner",
                    Stance.AANVULLING,
                    f"Zet het cijfer van 2024 erbij, anders lijkt het alsof de daling doorgaat. {INVENTED}",
                    Handling.OVERGENOMEN,
                    "De cijfers van 2024 zijn ingelezen en staan in de grafiek.",
                ),
                Said(
                    "beoordelaar.cz",
                    "Kwetsbare inwoners",
                    Stance.ONEENS,
                    f"Inkomen alleen zegt te weinig over kwetsbaarheid. {INVENTED}",
                    Handling.DEELS,
                    "De tekst zegt nu dat de gemeenten om cijfers over de Wmo en schulden zijn gevraagd.",
                ),
            ),
            "Drie van de vijf partijen reageerden. De cijfers van 2024 zijn toegevoegd. Barendrecht en "
            "Goeree-Overflakkee reageerden "
            f"niet; zij zijn opnieuw gevraagd. {INVENTED}",
        ),
        Round(
            "Zijn dit de grootste knelpunten, en welke verhalen horen erbij?",
            ("CZ", GGD, "Ridderkerk", "Barendrecht", "Goeree-Overflakkee", "Nissewaard"),
            9,
            (
                Said(
                    "adviseur.ggd",
                    "Gezond ouder worden",
                    Stance.AANVULLING,
                    "Vallen is hier de meest voorkomende reden voor een rit met spoed. Neem dat op als "
                    f"knelpunt. {INVENTED}",
                ),
            ),
        ),
    ),
    involved=(
        ("gemeenten", "de zeven gemeenten", "Hun ambtenaren schrijven mee."),
        ("zorgverzekeraars", "CZ", "Nam als marktleider het initiatief."),
        ("data_experts", "Samergo en JB Lorenz", "Bewerkten de cijfers van het vorige beeld."),
    ),
    absent={"nieuwe_aanbieders": f"Zij zijn nog niet gevonden; de regiocoördinator vraagt ernaar. {INVENTED}"},
    without=("Mentale gezondheid", "Gezond opgroeien", "(Acute) zorg"),
)


def add_earlier_beeld() -> int:
    """Make the regiobeeld that was adopted with the figures of then, before later figures come; answer 1 where "
    "it is new."""
    return _add(FLEVOLAND)


def add_beelden() -> int:
    """Make the regiobeelden of today, and begin the herijking of the earlier one; answer how many are new."""
    new = _add(ZHE_BAR)
    earlier = Regiobeeld.objects.filter(
        region__slug=FLEVOLAND.region, edition=FLEVOLAND.edition, status=BeeldStatus.GEPUBLICEERD
    ).first()
    coordinator = person(FLEVOLAND.coordinator)
    if earlier and rules.may_start(coordinator, earlier.region):
        following = start_herijking(
            earlier, by=coordinator, edition=2028, title="Regiobeeld Flevoland 2028", due_on=date(2028, 6, 30)
        )
        arranging.write_proposal(
            following,
            by=coordinator,
            version=following.version,
            proposal="Wij beginnen met de cijfers die sinds 2023 zijn veranderd, en vragen alle partijen wat "
            f"zij zien. {INVENTED}",
        )
        new += 1
    return new


def _add(wanted: Beeld) -> int:
    region = Region.objects.get(slug=wanted.region)
    coordinator = person(wanted.coordinator)
    if region.regiobeelden.filter(edition=wanted.edition).exists() or not rules.may_start(coordinator, region):
        return 0
    beeld = start_regiobeeld(region, by=coordinator, edition=wanted.edition, title=wanted.title)
    # Nobody but this module makes one for show, so the operation has no parameter for it.
    beeld.is_demonstration = True
    beeld.save(update_fields=["is_demonstration"])
    themes = {theme.title: theme for theme in beeld.themes.all()}
    for title in wanted.without:
        arranging.remove_theme(themes[title], by=coordinator)
    beeld = arranging.change_regiobeeld(
        beeld,
        by=coordinator,
        version=beeld.version,
        title=wanted.title,
        due_on=None,
        summary=wanted.summary,
        scale_note=wanted.scale_note,
    )
    initiator = person(wanted.initiator)
    arranging.write_proposal(beeld, by=initiator, version=beeld.version, proposal=wanted.proposal)
    _move(beeld, BeeldStatus.PROCESVOORSTEL, by=initiator)
    _move(beeld, BeeldStatus.VERRIJKING, by=coordinator)
    writer = person(wanted.writer)
    for title, body in read_sections(f"regiobeeld-{wanted.key}.md").items():
        rewrite(themes[title], by=writer, body=body)
    _give_out(themes, wanted, by=coordinator)
    for group, name, how in wanted.involved:
        party = organisations_of(region.pk).filter(name=name).first()
        say_involved(beeld, by=coordinator, group=group, organisation=party, name="" if party else name, how=how)
    for group, why in wanted.absent.items():
        say_not_involved(beeld, by=coordinator, group=group, why=why)
    for number, each in enumerate(wanted.rounds):
        cycle = _ask(beeld, each, themes, by=coordinator)
        if number == 0:
            # What the parties said led to these, and the account of the cycle tells of them.
            for kind, title, values in _points(wanted.key):
                add_point(themes[title], by=writer, kind=kind, **values, **_lies(wanted, values["title"]))
        if each.account:
            close_cycle(cycle, by=coordinator, account=each.account)
    for code, reason in wanted.answers.items():
        criterion = Criterion.objects.get(code=code)
        answer_criterion(beeld, criterion, by=coordinator, is_met=True, reason=reason)
    if wanted.until == BeeldStatus.GEPUBLICEERD:
        _publish(beeld, wanted, by=coordinator)
    return 1


def _give_out(themes: dict, wanted: Beeld, *, by) -> None:
    """Give the themes to whom they lie with."""
    for title in wanted.lies_with.keys() & themes.keys():
        lies = _lies(wanted, title)
        is_ready = lies.pop("is_ready")
        indicators = themes[title].indicators.all()
        arranging.change_theme(themes[title], by=by, title=title, indicators=indicators, **lies)
        mark_ready(themes[title], by=lies["owner"], is_ready=is_ready)


def _lies(wanted: Beeld, title: str) -> dict:
    """Answer what the operations ask about whose this theme or point is."""
    lies = wanted.lies_with.get(title)
    if lies is None:
        return {}
    due_on = None if lies.due_in is None else timezone.localdate() + timedelta(days=lies.due_in)
    return {"owner": person(lies.owner), "due_on": due_on, "is_ready": lies.is_ready}


def _points(key: str) -> Iterator[tuple[str, str, dict]]:
    """Answer the kind, the theme and the fields of each point of a regiobeeld, in the order of the file."""
    with POINTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["regiobeeld"] == key]
    for row in rows:
        figures = [_pointer(words) for words in row["figures"].split()]
        values = {name: row[name] for name in ("title", "text", "who")}
        yield row["kind"], row["theme"], {**values, "figures": figures}


def _pointer(words: str) -> Pointer:
    """Read «BEV04», of the region, or «BEV04:GM1924», of a municipality."""
    code, _, place = words.partition(":")
    municipality = Municipality.objects.get(cbs_code=place) if place else None
    return Pointer(Indicator.objects.get(code=code), municipality)


def _ask(beeld: Regiobeeld, wanted: Round, themes: dict, *, by) -> Cycle:
    cycle = open_cycle(
        beeld,
        by=by,
        question=wanted.question,
        due_on=timezone.localdate() + timedelta(days=wanted.due_in),
        parties=Organisation.objects.filter(
            name__in=wanted.parties, participations__region=beeld.region, participations__ended_on=None
        ).distinct(),
    )
    for said in wanted.said:
        reaction = react(cycle, themes[said.theme], by=person(said.who), stance=said.stance, text=said.text)
        if said.handling:
            handle(reaction, by=by, seen=reaction.at, handling=said.handling, answer=said.answer)
    return cycle


def _publish(beeld: Regiobeeld, wanted: Beeld, *, by) -> None:
    _move(beeld, BeeldStatus.LEESVERSIE, by=by)
    _move(beeld, BeeldStatus.BESPROKEN, by=by, on=wanted.adopted_on)
    _move(beeld, BeeldStatus.VASTGESTELD, by=by, on=wanted.adopted_on)
    _move(beeld, BeeldStatus.GEPUBLICEERD, by=by, url=wanted.address)


def _move(beeld: Regiobeeld, target: BeeldStatus, *, by, **asked) -> None:
    beeld.refresh_from_db(fields=["status"])
    adoption.move(beeld, by=by, source=beeld.status, target=target, **asked)

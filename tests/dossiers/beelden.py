"""A regiobeeld with something of everything that it can hold, and the figures of an indicator as a page tells them."""

from datetime import date

from django.utils import timezone

from iza_portal.texts import building
from iza_portal.texts.plain import to_plain_text
from regions.models import (
    AdoptedEdition,
    BeeldStatus,
    Cycle,
    Handling,
    InvolvedGroup,
    Involvement,
    Point,
    PointFigure,
    PointKind,
    Reaction,
    Regiobeeld,
    Stance,
)
from regions.regiobeelden.content import content_of
from tests.factories import (
    CriterionFactory,
    IndicatorFactory,
    RegiobeeldFactory,
    ThemeFactory,
)

PLACES = [
    "Albrandswaard", "Barendrecht", "Brielle", "Goeree-Overflakkee", "Hellevoetsluis", "Hendrik-Ido-Ambacht", "Nissewaard",
    "Ridderkerk", "Voorne aan Zee", "Westvoorne",
]  # fmt: skip


def block(code="BEV04", label="65 jaar of ouder"):
    """Answer what `regions.figures.blocks` tells of one indicator: three charts, two tables, how, and the source."""
    places = [{"name": name, "value": 17.5 + place * 1.1} for place, name in enumerate(PLACES)]
    others = [{"name": f"Regio {number}", "value": 15 + number * 0.31} for number in range(1, 44)]
    own, country = {"name": "ZHE-BAR", "value": 22.6}, {"name": "Nederland", "value": 20.5}
    unit = {"unit": "%", "decimals": 1}
    years = list(range(2015, 2025))
    return {
        "code": code,
        "label": label,
        "title": f"Aandeel inwoners: {label}",
        "unit": "%",
        "sentence": "In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder; landelijk is dat 20,5%.",
        "development": "Naar verwachting is het 27,1% in 2040 (scenario midden, tussen 25,4% en 28,9%).",
        "how": "Berekend uit 10 gemeenten, gewogen naar inwoners op 1 januari 2026.",
        "is_empty": False,
        "latest": {"area": "ZHE-BAR", "year": 2024, "text": "22,6%"},
        "trend": {
            "kind": "trend",
            "title": f"{label} door de jaren",
            "line": {
                "name": "ZHE-BAR",
                "values": [[year, 18 + 0.46 * (year - 2014)] for year in years],
                "prognosis": [[2030, 25.0, 24.1, 25.9], [2040, 27.1, 25.4, 28.9]],
            },
            "comparisons": [{"name": "Nederland", "values": [[year, 17.5 + 0.3 * (year - 2014)] for year in years]}],
            **unit,
        },
        "strip": {
            "kind": "strip",
            "title": f"{label}: ZHE-BAR tussen de 44 regio’s, 2024",
            "rows": [*others, {**own, "part": "own"}, {**country, "part": "country"}],
            **unit,
        },
        "bars": {
            "kind": "bars",
            "title": f"{label} in ZHE-BAR en de gemeenten daarvan, 2024",
            "rows": [{**own, "part": "own"}, *places, {**country, "part": "country"}],
            **unit,
        },
        "tables": [
            {
                "caption": "Door de jaren",
                "headings": ["Jaar", "ZHE-BAR (%)", "Nederland (%)"],
                "rows": [[str(year), f"{18 + 0.46 * (year - 2014):.1f}".replace(".", ","), "20,5"] for year in years],
            },
            {
                "caption": "Gebieden naast elkaar, 2024",
                "headings": ["Gebied", "In 2024 (%)"],
                "rows": [
                    ["ZHE-BAR", "22,6"],
                    *([row["name"], f"{row['value']:.1f}".replace(".", ",")] for row in places),
                ],
            },
        ],
        "sources": [
            {
                "source": "CBS StatLine, tabel 70072ned",
                "peildatum": "2024-01-01",
                "certainty": "vastgesteld",
                "certainty_note": "",
            }
        ],
    }


def fill_beeld(cast) -> Regiobeeld:
    """Answer a regiobeeld of the cast's region, in its enrichment, with something of everything."""
    beeld = RegiobeeldFactory(
        region=cast.region,
        title="Regiobeeld ZHE-BAR 2026",
        status=BeeldStatus.VERRIJKING,
        summary="De regio vergrijst sneller dan het land.\n\nHet aantal mensen dat zorg kan geven, groeit niet mee.",
        proposal="CZ en Nissewaard maken het basisbeeld. Daarna volgen twee cycli met alle partijen.",
        scale_note="Het beeld gaat over tien gemeenten; de zorgkantoorregio is groter.",
        discussed_on=date(2026, 10, 1),
    )
    body = building.text(
        building.heading("Ouder worden"),
        building.paragraph("Meer dan een **vijfde** van de inwoners is 65 jaar of ouder. " * 6),
        building.bullets("meer vraag naar zorg thuis", "minder mensen die werken"),
    )
    first = ThemeFactory(
        regiobeeld=beeld,
        position=1,
        title="Bevolking en vergrijzing",
        body=body,
        plain_text=to_plain_text(body),
    )
    ThemeFactory(regiobeeld=beeld, position=2, title="Mentale gezondheid")
    indicator = IndicatorFactory(short_label="65 jaar of ouder")
    texts = {
        PointKind.KNELPUNT: ("Wachttijd in de wijkverpleging", "Mensen wachten weken op zorg thuis.", "Thuiszorg"),
        PointKind.VERHAAL_INWONER: ("Alleen thuis", "“Ik zie soms dagen niemand.”", "een inwoner van Ridderkerk"),
        PointKind.VERHAAL_PROFESSIONAL: ("Rennen", "“Er is geen tijd voor een praatje.”", "een wijkverpleegkundige"),
        PointKind.PREVENTIE_UNIVERSEEL: ("Gezonde school", "Op alle basisscholen.", "GGD"),
        PointKind.PREVENTIE_SELECTIEF: ("Valpreventie", "Voor mensen van 65 jaar en ouder.", "gemeenten"),
        PointKind.INITIATIEF: ("Welzijn op recept", "De huisarts verwijst naar het welzijnswerk.", "huisartsen"),
    }
    for kind, (title, text, who) in texts.items():
        point = Point.objects.create(theme=first, kind=kind, position=1, title=title, text=text, who=who)
        if kind == PointKind.KNELPUNT:
            PointFigure.objects.create(point=point, indicator=indicator)
    Involvement.objects.create(
        regiobeeld=beeld, group=InvolvedGroup.GEMEENTEN, organisation=cast.ambtenaar.hat, how="Schreven mee."
    )
    Involvement.objects.create(
        regiobeeld=beeld, group=InvolvedGroup.INWONERS, took_part=False, how="Er was nog geen inwonerspanel."
    )
    cycle = Cycle.objects.create(
        regiobeeld=beeld,
        number=1,
        question="Herkent u de regio hierin?",
        opened_at=timezone.now(),
        closed_at=timezone.now(),
        due_on=date(2026, 11, 1),
        before={},
        account="Twee teksten zijn aangepast.",
    )
    cycle.parties.set([cast.zorgaanbieder.hat, cast.beoordelaar_1.hat])
    Reaction.objects.create(
        cycle=cycle,
        theme=first,
        organisation=cast.zorgaanbieder.hat,
        by=cast.zorgaanbieder,
        at=timezone.now(),
        stance=Stance.ONEENS,
        text="De wachttijden zijn langer dan hier staat.",
        handling=Handling.OVERGENOMEN,
        answer="De tekst is aangepast.",
    )
    beeld.criterion_answers.create(
        criterion=CriterionFactory(code="RB-T1", title="Schaal zorgkantoorregio"),
        is_met=True,
        reason="De andere schaal is uitgelegd.",
        by=cast.regiocoordinator,
        at=timezone.now(),
    )
    return beeld


def adopt(beeld: Regiobeeld, status=BeeldStatus.GEPUBLICEERD, *, blocks=2) -> Regiobeeld:
    """Let the regiobeeld be adopted as it is, with the figures of so many indicators below its first theme."""
    content = content_of(beeld)
    content["themes"][0]["blocks"] = [block(f"BEV{number:02}", f"Cijfer {number}") for number in range(1, blocks + 1)]
    AdoptedEdition.objects.create(regiobeeld=beeld, content=content, content_hash="0" * 64)
    for state in list(BeeldStatus)[list(BeeldStatus).index(beeld.status) + 1 :]:
        days = {"adopted_on": date(2026, 11, 20)} if state == BeeldStatus.VASTGESTELD else {}
        Regiobeeld.objects.filter(pk=beeld.pk).update(status=state, **days)
        if state == status:
            break
    beeld.refresh_from_db()
    return beeld

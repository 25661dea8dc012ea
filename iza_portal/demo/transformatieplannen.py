"""The transformatieplannen of the demonstration: made, judged and carried out by its people, as people do it."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.demo.accounts import person
from iza_portal.demo.reading import CONTENT, read_sections
from iza_portal.texts.building import paragraph, text
from iza_portal.writing.together.rewriting import rewrite
from plans.models.transformatie import (
    Advies,
    Commitment,
    Indiening,
    Mijlpaaluitkomst,
    Partijrol,
    Potsoort,
    Transformatieplan,
    Verklaringsoort,
)
from plans.transformatie.aanvraag import declaring
from plans.transformatie.aanvraag.editing import add_row
from plans.transformatie.aanvraag.rows import AFSPRAAK, BEDRAG, MIJLPAAL, REGEL
from plans.transformatie.beoordeling import judging, signing
from plans.transformatie.besluiten import deciding
from plans.transformatie.gegevens.changing import change_gegevens, give_number
from plans.transformatie.indienen.submitting import submit
from plans.transformatie.insurers import correct_insurers
from plans.transformatie.kaders import judged_criteria
from plans.transformatie.loket.desk import change_desk, why_closed
from plans.transformatie.partijen.editing import add_party, change_party
from plans.transformatie.pot.changing import record_change
from plans.transformatie.starten.starting import start
from plans.transformatie.uitvoering import evidence, paying
from plans.transformatie.vragen.asking import ask
from plans.transformatie.wachtrij.awarding import award
from plans.transformatie.workflow import Planstand, Stap
from regions.models import Region

MADE_UP = "Voor de demonstratie bedacht."
#: Who judges for an insurer, and who signs.
REVIEWERS = {
    "Zilveren Kruis (Achmea)": ("beoordelaar.zilverenkruis", "tweede.zilverenkruis"),
    "VGZ": ("beoordelaar.vgz", "tweede.vgz"),
    "CZ": ("beoordelaar.cz", "tweede.cz"),
}


@dataclass(frozen=True)
class Wanted:
    """A plan: its texts and rows are in `content`, `writer` writes and submits it, and it comes as far as `stand`."""

    name: str
    writer: str
    stand: Planstand


WANTED = [
    Wanted("almere", "ambtenaar.almere", Planstand.UITVOERING),
    Wanted("maasvallei", "ambtenaar.landvancuijk", Planstand.VOORGENOMEN),
    Wanted("midden-holland", "ambtenaar.gouda", Planstand.BEOORDELING),
]


@dataclass(frozen=True)
class Waiting:
    """A plan in the queue of which number and name are published, and nothing else: the rest is as in another plan."""

    number: str
    title: str
    requested: Decimal


# Published in the public list of the queue (icthealth.nl, 24 February 2026).
QUEUE = [
    Waiting("287", "Regionale vervolgzorg", Decimal(6_500_000)),
    Waiting("152", "Bevorderen van zelfredzaamheid in de keten", Decimal(4_200_000)),
]


def add_transformatieplannen() -> int:
    """Make the plans that are not there yet, and the queue; answer how many are new."""
    if Transformatieplan.objects.filter(is_demonstration=True).exists():
        return 0
    _open_the_desk()
    made = [_make(wanted) for wanted in WANTED]
    for waiting in QUEUE:
        _let_wait(waiting, like=WANTED[0])
    return len(made) + len(QUEUE)


def _open_the_desk() -> None:
    """Nothing can be submitted since February 2026, and there would be nothing to see."""
    today = timezone.localdate()
    for step in Stap:
        if why_closed(step, today):
            reason = (
                f"{MADE_UP} Zo is te zien hoe plannen worden ingediend en beoordeeld. In het echt is het loket dicht."
            )
            change_desk(by=person("loket"), step=step, is_open=True, stops_clock=False, from_on=today, reason=reason)


def _make(wanted: Wanted) -> Transformatieplan:
    said = tomllib.loads((CONTENT / f"transformatieplan-{wanted.name}.toml").read_text(encoding="utf-8"))
    plan = _write(said, wanted.writer)
    for code, body in read_sections(f"transformatieplan-{wanted.name}.md").items():
        rewrite(plan.onderdelen.get(code=code), by=person(wanted.writer), body=body)
    _bring(plan, wanted.writer, wanted.stand)
    if wanted.stand == Planstand.UITVOERING:
        _carry_out(plan)
    return plan


def _write(said: dict, writer: str) -> Transformatieplan:
    """Write the fields, parties and rows of a plan, as a file of `content` says them."""
    by = person(writer)
    regions = list(Region.objects.filter(slug__in=[said["region"], *said.get("regions", [])]))
    plan = start(by=by, title=said["title"], regions=regions, scale=said["scale"])
    # Nobody but the demonstration makes a plan for show, so the operation has no parameter for it.
    plan.is_demonstration = True
    plan.save(update_fields=["is_demonstration"])
    fields = {name: said[name] for name in ("title", "scale", "impacts", "relations", "starts_on", "ends_on")}
    plan = change_gegevens(
        plan,
        by=by,
        version=plan.version,
        regions=regions,
        requested=Decimal(said["requested"]),
        has_contacted_insurer=True,
        **fields,
    )
    leaders = [Organisation.objects.get(kind=Kind.ZORGVERZEKERAAR, name=name) for name in said["leaders"]]
    if plan.leaders != tuple(leader.pk for leader in leaders):
        plan = correct_insurers(
            plan,
            by=by,
            version=plan.version,
            leader_1=leaders[0],
            leader_2=leaders[1],
            coordinator=leaders[0],
            reason=said["insurers_reason"],
        )
    parties = _add_parties(plan, said, by)
    _add_rows(plan, said, parties, by)
    for kind in Verklaringsoort:
        declaring.declare(plan, kind, by=by)
    return plan


def _add_parties(plan: Transformatieplan, said: dict, by) -> dict[str, object]:
    """Add the parties; answer them by name."""
    lead = plan.partijen.get(is_lead=True)
    bound = {"carries_urgency": True, "commitment": Commitment.GETEKEND, "commitment_text": MADE_UP}
    parties = [change_party(lead, by=by, version=lead.version, sector=said["sector"], how="Trekt het plan.", **bound)]
    for each in said["partij"]:
        fields = {name: value for name, value in each.items() if name != "organisation"}
        if "organisation" in each:
            kind, name = each["organisation"].split(" ", 1)
            fields["organisation"] = Organisation.objects.get(kind=kind, name=name)
        if each["part"] == Partijrol.INDIENER:
            fields |= bound
            fields |= {"msb_commitment": Commitment.GETEKEND} if each.get("has_msb") else {}
        parties.append(add_party(plan, by=by, **fields))
    return {str(party): party for party in parties}


def _add_rows(plan: Transformatieplan, said: dict, parties: dict, by) -> None:
    for each in said["afspraak"]:
        numbers = {name: Decimal(each[name]) for name in ("start_value", "target_value")}
        add_row(plan, AFSPRAAK, by=by, **each | numbers | {"partij": parties[each["partij"]]})
    for each in said["regel"]:
        partij = {"partij": parties[each["partij"]]} if "partij" in each else {}
        add_row(plan, REGEL, by=by, **each | {"amount": Decimal(each["amount"])} | partij)
    for each in said["mijlpaal"]:
        bedragen = each.pop("bedragen")
        mijlpaal = add_row(plan, MIJLPAAL, by=by, **each | {"partij": parties[each["partij"]]})
        for name, sector, costs, amount in bedragen:
            amount = Decimal(amount)
            add_row(mijlpaal, BEDRAG, by=by, partij=parties[name], sector=sector, costs=costs, amount=amount)


def _bring(plan: Transformatieplan, writer: str, stand: Planstand) -> None:
    """Let the applicants submit, and the insurers judge and decide, until the plan is in `stand`."""
    lead = person(writer)
    indiening = submit(plan, by=lead, source=Planstand.CONCEPT)
    _judge(indiening, Advies.IMPACTVOL, indiening.beoordelingen.all())
    _decide(indiening, Advies.IMPACTVOL, "snelle_toets")
    indiening = submit(plan, by=lead, source=Planstand.UITWERKEN)
    if stand == Planstand.BEOORDELING:
        # One of the two is ready; the other is still judging, and knows nothing of it.
        _judge(indiening, Advies.GOEDKEUREN, indiening.beoordelingen.filter(organisation=indiening.leader_1))
        reviewer = person(REVIEWERS[indiening.leader_2.name][0])
        ask(indiening, by=reviewer, text="Hoe is de verdeling over de gemeenten bepaald?", place="mijlpalen")
        return
    _judge(indiening, Advies.GOEDKEUREN, indiening.beoordelingen.all())
    _decide(indiening, Advies.GOEDKEUREN, "voorgenomen")
    if stand == Planstand.VOORGENOMEN:
        asked = "Geldt de tijdelijke dekking ook na 2027?"
        ask(indiening, by=person("beoordelaar.dsw"), text=asked, place="middelen")
        return
    # Nobody but the demonstration passes by the question round, so no operation does.
    Indiening.objects.filter(pk=indiening.pk).update(questions_until=timezone.localdate() - timedelta(days=1))
    _decide(indiening, Advies.GOEDKEUREN, "definitief")
    if stand == Planstand.UITVOERING:
        _award(plan)


def _judge(indiening: Indiening, advice: Advies, judgments: Iterable) -> None:
    for judgment in judgments:
        first, second = map(person, REVIEWERS[judgment.organisation.name])
        for criterion in judged_criteria(indiening.kader, indiening.step, with_money=True):
            judging.judge(indiening, by=first, criterion=criterion, version=0, outcome="voldoet", reason=MADE_UP)
        signing.hand_over(indiening, by=first, version=judgment.version, advice=advice, motivation=MADE_UP)
        judgment.refresh_from_db()
        signing.sign(indiening, by=second, version=judgment.version)


def _decide(indiening: Indiening, outcome: Advies, step: str) -> None:
    indiening = Indiening.objects.select_related("plan", "leader_1", "leader_2").get(pk=indiening.pk)
    first, other = (person(REVIEWERS[each.name][0]) for each in (indiening.leader_1, indiening.leader_2))
    criteria = [
        {"code": each.code, "outcome": "voldoet", "reason": MADE_UP}
        for each in judged_criteria(indiening.kader, indiening.step, with_money=True)
    ]
    besluit = deciding.propose(indiening, by=first, step=step, outcome=outcome, motivation=MADE_UP, criteria=criteria)
    besluit = deciding.confirm(besluit, by=other, version=besluit.version)
    deciding.send(besluit, by=first, version=besluit.version)


def _award(plan: Transformatieplan) -> None:
    """The pot is empty in truth: what the plan was given is put in, and given."""
    keeper, today = person("toekenner"), timezone.localdate()
    plan = Transformatieplan.objects.get(pk=plan.pk)
    record_change(
        by=keeper,
        kind=Potsoort.BESCHIKBAAR,
        amount=plan.requested,
        what=f"{MADE_UP} Geld om een toekenning te laten zien",
        source="Demonstratie",
        on=today,
    )
    award(plan, by=keeper, reason=f"{MADE_UP} Het plan staat boven aan de wachtrij.")


def _carry_out(plan: Transformatieplan) -> None:
    """Reach the first milestone and pay a part of it; evidence of the second one is being looked at."""
    first, second = plan.mijlpalen.order_by("position")[:2]
    coordinator = person(REVIEWERS[plan.insurer.name][0])
    bewijs = evidence.deliver(first, by=person("adviseur.flevoziekenhuis"), text=f"Het transferpunt werkt. {MADE_UP}")
    evidence.decide(bewijs, by=coordinator, outcome=Mijlpaaluitkomst.BEHAALD, reason=MADE_UP)
    bedrag = first.bedragen.order_by("pk")[0]
    paying.pay(bedrag, by=coordinator, on=timezone.localdate(), amount=bedrag.amount, reference="Demonstratie")
    evidence.deliver(second, by=person("ambtenaar.almere"), text=f"De lijst van 31 cirkels. {MADE_UP}")


def _let_wait(waiting: Waiting, *, like: Wanted) -> None:
    """Put a plan in the queue, with the rows of another one: only its number and name are published."""
    said = tomllib.loads((CONTENT / f"transformatieplan-{like.name}.toml").read_text(encoding="utf-8"))
    said |= {"title": waiting.title, "requested": str(waiting.requested)}
    said["mijlpaal"] = said["mijlpaal"][:1]
    said["mijlpaal"][0]["bedragen"] = [["Gemeente Almere", "sociaal_domein", "project", str(waiting.requested)]]
    plan = _write(said, like.writer)
    said_of_it = text(paragraph(f"{MADE_UP} Alleen nummer en naam zijn gepubliceerd."))
    for onderdeel in plan.onderdelen.all():
        rewrite(onderdeel, by=person(like.writer), body=said_of_it)
    _bring(plan, like.writer, Planstand.WACHTRIJ)
    give_number(plan, by=person(REVIEWERS[plan.insurer.name][0]), version=plan.version, number=waiting.number)

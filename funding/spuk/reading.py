"""An application for the SPUK transformatiemiddelen as data, for its page and its file (domain: D3; SP-1 to SP-7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from funding.models import (
    Aanvraagdeelnemer,
    Aanvraagstand,
    Begrotingsregel,
    Regeling,
    Regelingregel,
    Regelsoort,
    SpukAanvraag,
)
from iza_portal.page.templatetags.page import euro, long_date
from plans.models.transformatie import Groep, Kader, Kadercriterium, Kostensoort, Sector
from plans.transformatie.verloop.milestones import as_they_read
from plans.transformatie.workflow import APPROVED
from regions.models import Termijn

#: The regeling that is applied for, and the national date by which an application is in.
SPUK = "spuk-tm"
DEADLINE = "aanvraag-spuk-tm"
_AMOUNT = ["pk", "partij", "sector", "costs", "amount"]


@dataclass(frozen=True)
class Participant:
    """A municipality that is applied for, with its written proof (empty: none) and the eurocents that are asked for it."""

    name: str
    is_applicant: bool
    proof_name: str
    proof_sha256: str
    cents: int
    pk: int = 0
    organisation_pk: int = 0


@dataclass(frozen=True)
class BudgetLine:
    """What a municipality does in a year for an amount at a milestone, in eurocents.

    `revenues_said` is False where nobody filled in the revenues yet: they count as 0 until then.
    """

    municipality: str
    activity: str
    milestone: str
    due_on: date
    year: int
    costs: int
    revenues: int
    revenues_said: bool = True
    pk: int = 0
    version: int = 1
    bedrag_pk: int = 0

    @property
    def asked(self) -> int:
        """What is asked for it, in eurocents: the costs less the revenues."""
        return self.costs - self.revenues


@dataclass(frozen=True)
class MilestoneLine:
    """An amount of a municipality at a milestone, as it now reads, and what the budget asks for it; eurocents."""

    milestone: str
    due_on: date
    municipality: str
    sector: str
    costs_kind: str
    cents: int
    budgeted: int
    bedrag_pk: int = 0

    @property
    def difference(self) -> int:
        """How much more the budget asks than the amount; less than nothing: so much is not in it yet."""
        return self.budgeted - self.cents

    @property
    def left(self) -> int:
        """How much of the amount is not in the budget yet."""
        return self.cents - self.budgeted


@dataclass(frozen=True)
class Missing:
    """What the application still lacks, as a sentence, and where that is mended: a place on its page, or an address."""

    sentence: str
    anchor: str


@dataclass(frozen=True)
class Application:
    """All that an application says. Amounts are eurocents; `years` has of each year its costs, revenues and what is asked.

    `most` is the sum of its milestones: no more can be asked. Costs count from `first_year` to `last_year`. `criteria` are
    the code, title, description and source of what the framework of the plan says about the SPUK. `years_rule` is what the
    regeling itself says of the years, as `years_of` reads it in its own way.
    """

    plan_title: str
    plan_number: str
    applicant: str
    participants: tuple[Participant, ...]
    budget: tuple[BudgetLine, ...]
    milestones: tuple[MilestoneLine, ...]
    years: tuple[tuple[int, int, int, int], ...]
    total: int
    agreement_name: str
    agreement_sha256: str
    deadline: date | None
    criteria: tuple[tuple[str, str, str, str], ...]
    missing: tuple[Missing, ...]
    most: int
    first_year: int
    last_year: int
    years_rule: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.missing


def years_of(on: date) -> tuple[int, int]:
    """Answer the first and last year of which costs count in an application that is handed in `on`; one query.

    The regeling says «only costs of the application year and the book year before». Milestones lie later as well, and the
    advance comes in yearly terms until the regeling ends; so we read that as where the budget begins: what was spent longer
    ago is not paid. It ends with the regeling.
    """
    return _terms(on)[:2]


def _terms(on: date) -> tuple[int, int, date | None, str]:
    """Answer `years_of`, the last day on which an application can come in, and the rule on the years in its own words.

    One query; what is not known is None or empty.
    """
    rules = Regelingregel.objects.filter(regeling=OuterRef("pk"), kind=Regelsoort.JAREN_TERUG, valid_from__lte=on)
    last = rules.order_by("-valid_from")
    regeling = Regeling.objects.annotate(
        before=Subquery(last.values("value")[:1]),
        rule=Subquery(last.values("text")[:1]),
        deadline=Subquery(Termijn.objects.filter(code=DEADLINE).values("on")),
    ).get(code=SPUK)
    first = regeling.first_year if regeling.before is None else on.year - int(regeling.before)
    return max(first, regeling.first_year), regeling.last_year, regeling.deadline, regeling.rule or ""


def application_of(aanvraag: SpukAanvraag, *, on: date | None = None) -> Application:
    """Answer what the application says, and what it lacks to be handed in `on` (else the day that it was, or today).

    Five queries, whatever there is; its plan, aanvrager and overeenkomst are looked up already (`application_or_404`).
    """
    plan = aanvraag.plan
    on = on or aanvraag.submitted_on or timezone.localdate()
    first_year, last_year, deadline, years_rule = _terms(on)
    deelnemers = list(
        aanvraag.deelnemers.select_related("partij__organisation", "bewijs").defer("bewijs__content").order_by("pk")
    )
    deelnemers.sort(key=lambda each: (each.partij.organisation_id != aanvraag.aanvrager_id, str(each.partij)))
    regels = list(Begrotingsregel.objects.filter(deelnemer__aanvraag=aanvraag).order_by("year", "position", "pk"))
    milestones = tuple(_milestones(aanvraag, deelnemers, regels))
    budget = tuple(_budget(milestones, regels))
    agreement = aanvraag.overeenkomst
    made = Application(
        plan_title=plan.title,
        plan_number=plan.number,
        applicant=str(aanvraag.aanvrager),
        participants=tuple(_participant(aanvraag, each, regels) for each in deelnemers),
        budget=budget,
        milestones=milestones,
        years=_by_year(budget),
        total=sum(line.asked for line in budget),
        agreement_name=agreement.name if agreement else "",
        agreement_sha256=agreement.sha256 if agreement else "",
        deadline=deadline,
        criteria=_criteria(plan, on),
        missing=(),
        most=sum(line.cents for line in milestones),
        first_year=first_year,
        last_year=last_year,
        years_rule=years_rule,
    )
    if aanvraag.status == Aanvraagstand.INGEDIEND:
        return made
    return replace(made, missing=tuple(_missing(aanvraag, made, on)))


def _participant(aanvraag, deelnemer: Aanvraagdeelnemer, regels: Iterable[Begrotingsregel]) -> Participant:
    proof = deelnemer.bewijs
    return Participant(
        name=str(deelnemer.partij),
        is_applicant=deelnemer.partij.organisation_id == aanvraag.aanvrager_id,
        proof_name=proof.name if proof else "",
        proof_sha256=proof.sha256 if proof else "",
        cents=sum(each.costs - (each.revenues or 0) for each in regels if each.deelnemer_id == deelnemer.pk),
        pk=deelnemer.pk,
        organisation_pk=deelnemer.partij.organisation_id,
    )


def _milestones(aanvraag, deelnemers, regels) -> Iterator[MilestoneLine]:
    """Answer the amounts of its municipalities, milestone by milestone; one query."""
    places = {each.partij_id: place for place, each in enumerate(deelnemers)}
    asked: dict[int, int] = {}
    for each in regels:
        asked[each.bedrag_id] = asked.get(each.bedrag_id, 0) + each.costs - (each.revenues or 0)
    milestones = as_they_read(aanvraag.plan.mijlpalen.filter(bedragen__partij__in=places))
    found = milestones.values_list("position", "pk", "title_now", "due_now", *(f"bedragen__{name}" for name in _AMOUNT))
    for _, _, title, due_on, pk, partij, sector, costs, amount in sorted(
        found, key=lambda row: (row[0], row[1], places[row[5]], row[4])
    ):
        yield MilestoneLine(
            milestone=title,
            due_on=due_on,
            municipality=str(deelnemers[places[partij]].partij),
            sector=Sector(sector).label,
            costs_kind=Kostensoort(costs).label,
            cents=int(amount * 100),
            budgeted=asked.get(pk, 0),
            bedrag_pk=pk,
        )


def _budget(milestones: Iterable[MilestoneLine], regels: list[Begrotingsregel]) -> Iterator[BudgetLine]:
    of_amounts: dict[int, list[Begrotingsregel]] = {}
    for regel in regels:
        of_amounts.setdefault(regel.bedrag_id, []).append(regel)
    for milestone in milestones:
        for regel in of_amounts.get(milestone.bedrag_pk, []):
            yield BudgetLine(
                municipality=milestone.municipality,
                activity=regel.activity,
                milestone=milestone.milestone,
                due_on=milestone.due_on,
                year=regel.year,
                costs=regel.costs,
                revenues=regel.revenues or 0,
                revenues_said=regel.revenues is not None,
                pk=regel.pk,
                version=regel.version,
                bedrag_pk=regel.bedrag_id,
            )


def _by_year(budget: tuple[BudgetLine, ...]) -> tuple[tuple[int, int, int, int], ...]:
    sums: dict[int, tuple[int, int]] = {}
    for line in budget:
        costs, revenues = sums.get(line.year, (0, 0))
        sums[line.year] = costs + line.costs, revenues + line.revenues
    return tuple((year, costs, revenues, costs - revenues) for year, (costs, revenues) in sorted(sums.items()))


def _criteria(plan, on: date) -> tuple[tuple[str, str, str, str], ...]:
    """Answer the criteria of the framework that the plan was approved under, else of the one of the day; one query."""
    of_plan = plan.indieningen.order_by("-at", "-pk").values("kader")[:1]
    of_day = Kader.objects.filter(valid_from__lte=on).order_by("-valid_from").values("pk")[:1]
    found = Kadercriterium.objects.filter(group=Groep.SPUK, kader=Coalesce(Subquery(of_plan), Subquery(of_day)))
    return tuple((each.code, each.title, each.description, each.source) for each in found)


def _missing(aanvraag: SpukAanvraag, made: Application, on: date) -> Iterator[Missing]:
    plan = aanvraag.plan
    if plan.status not in APPROVED:
        sentence = f"Het plan is niet goedgekeurd: de stand is “{plan.get_status_display()}”."
        yield Missing(sentence, plan.get_absolute_url())
    if made.deadline and on > made.deadline:
        sentence = f"De aanvraag moest uiterlijk op {long_date(made.deadline)} binnen zijn."
        yield Missing(sentence, reverse("regeling", args=[SPUK]))
    if not made.agreement_name:
        yield Missing("Het afschrift van de overeenkomst over het plan, met mijlpalen en bedragen.", "#overeenkomst")
    for each in made.participants:
        if not each.is_applicant and not each.proof_name:
            sentence = f"Het schriftelijke bewijs dat {made.applicant} namens {each.name} mag aanvragen."
            yield Missing(sentence, "#gemeenten")
    if not made.milestones:
        yield Missing("Bij geen mijlpaal van het plan staat een bedrag voor deze gemeenten.", "#gemeenten")
    for each in made.milestones:
        if each.difference:
            sentence = f"De begroting vraagt {euro(abs(each.difference))} {'meer' if each.difference > 0 else 'minder'}"
            sentence = f"{sentence} dan het bedrag van {each.municipality} bij “{each.milestone}”."
            yield Missing(sentence, f"#bedrag-{each.bedrag_pk}")
    for line in made.budget:
        whose = f"“{line.activity}” van {line.municipality}"
        if not line.revenues_said:
            yield Missing(
                f"De opbrengsten bij {whose} in {line.year}. Zijn die er niet, vul dan 0 in.", f"#regel-{line.pk}"
            )
        if not made.first_year <= line.year <= made.last_year:
            sentence = (
                f"{whose} staat in {line.year}. Kosten tellen mee van {made.first_year} tot en met {made.last_year}."
            )
            yield Missing(sentence, f"#regel-{line.pk}")

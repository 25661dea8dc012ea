"""What waits for whom in following a plan: milestones that are due, kwartaalberichten and reports on the last quarter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.models import Function, Membership
from iza_portal.notices.due import Due
from iza_portal.quarters import in_short, last_day, quarter_of
from plans.models import (
    Aandeel,
    Kwartaalbericht,
    Kwartaalrapportage,
    Mijlpaal,
    MijlpaalStand,
    Opgave,
    Partij,
    Regioplan,
)
from plans.vaststelling.rules import RECORDING_FUNCTIONS, regions_noted_in
from plans.voortgang.followed import chosen, followed_in
from plans.voortgang.kwartalen import BERICHT_TERM, REPORT_TERM, in_address, to_tell
from plans.workflow import IN_FORCE
from regions.models import RegionRole
from regions.roles import coordinates


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: what in words, the page, what it belongs to, and by when."""

    what: str
    path: str
    whole: str
    due_on: date


def open_milestones() -> QuerySet[Mijlpaal]:
    """Answer the milestones that are still to be done, each with the quarter in which it is `expected` and whose it is.

    `answers` is the key of the organisation that answers for it (`plans.voortgang.following.answers_for`).
    """
    rows = Mijlpaal.objects.filter(Q(stand=None) | Q(stand__status=MijlpaalStand.OPEN))
    return rows.filter(actie__opgave__position__isnull=False).annotate(
        expected=Coalesce("stand__expected", "quarter"), answers=Coalesce("organisation", "actie__organisation")
    )


def untold(quarter: date) -> QuerySet[Opgave]:
    """Answer the opgaven in a plan without a kwartaalbericht on this quarter, in whichever version of the plan."""
    told = Kwartaalbericht.objects.filter(opgave__key=OuterRef("key"), quarter=quarter)
    return Opgave.objects.filter(~Exists(told), position__isnull=False)


def _led() -> Exists:
    return Exists(Partij.objects.filter(opgave=OuterRef("pk"), part=Aandeel.TREKKER))


def _is_reported(quarter: date) -> Exists:
    return Exists(Kwartaalrapportage.objects.filter(region=OuterRef("region"), quarter=quarter))


def _number(rows: QuerySet, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0)


def waiting_of(user) -> list[Waiting]:
    """Answer what waits for this person, for the organisation whose hat is on; two queries at most, one where nothing is."""
    regions = regions_noted_in(user)
    if not regions:
        return []
    today = timezone.localdate()
    now, before = quarter_of(today), to_tell(today)
    own = open_milestones().filter(actie__opgave__plan=OuterRef("pk"), answers=user.hat.pk)
    led = Partij.objects.filter(opgave=OuterRef("pk"), part=Aandeel.TREKKER, organisation=user.hat)
    annotated = Regioplan.objects.filter(region__in=regions, status__in=IN_FORCE).annotate(
        late=_number(own.filter(expected__lt=now), "actie__opgave__plan"),
        soon=_number(own.filter(expected=now), "actie__opgave__plan"),
        mine=_number(untold(before).filter(Exists(led), plan=OuterRef("pk")), "plan"),
        nobodys=_number(untold(before).filter(~_led(), plan=OuterRef("pk")), "plan"),
        is_reported=_is_reported(before),
        has_opgaven=Exists(Opgave.objects.filter(plan=OuterRef("pk"), position__isnull=False)),
    )
    plans = chosen(annotated.select_related("region"))
    told = set()
    if any(not plan.is_reported for plan in plans):
        told = {plan.pk for plan in followed_in(before, region__in=regions)}
    return [*_milestones_waiting(plans, user, now), *_accounts_waiting(plans, told, user, before)]


def _milestones_waiting(plans: list[Regioplan], user, now: date) -> list[Waiting]:
    waiting = []
    for plan in plans:
        path = reverse("plan-progress", args=[plan.pk])
        if plan.late:
            words = (
                f"Leg vast hoe het staat met {_counted(plan.late, 'late mijlpaal', 'late mijlpalen')} van {user.hat}"
            )
            waiting.append(Waiting(words, path, plan.title, last_day(to_tell(now))))
        if plan.soon:
            words = f"{_counted(plan.soon, 'mijlpaal', 'mijlpalen')} van {user.hat} in dit kwartaal"
            waiting.append(Waiting(words, path, plan.title, last_day(now)))
    return waiting


def _accounts_waiting(plans: list[Regioplan], told: set[int], user, quarter: date) -> list[Waiting]:
    waiting, reports = [], {}
    end, short = last_day(quarter), in_short(quarter)
    for plan in plans:
        if plan.is_reported or plan.pk not in told:
            continue
        leads = coordinates(user, plan.region_id)
        if asked := plan.mine + (plan.nobodys if leads else 0):
            words = f"Schrijf {_counted(asked, 'kwartaalbericht', 'kwartaalberichten')} over {short}"
            path = reverse("plan-quarter", args=[plan.pk, in_address(quarter)])
            waiting.append(Waiting(words, path, plan.title, end + BERICHT_TERM))
        if leads and plan.has_opgaven:
            path = reverse("report-quarter", args=[plan.region.slug, in_address(quarter)])
            words = f"Leg de kwartaalrapportage over {short} vast"
            reports[plan.region_id] = Waiting(words, path, plan.region.name, end + REPORT_TERM)
    return [*waiting, *reports.values()]


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _people_of(organisations: Iterable[int], regions: Iterable[int], person_id: int | None) -> dict[tuple, list[int]]:
    """Answer who notes things for these organisations where they take part, by organisation and region; one query."""
    rows = Membership.objects.filter(
        organisation__in=set(organisations),
        ended_at=None,
        function__in=RECORDING_FUNCTIONS,
        user__is_active=True,
        organisation__participations__region__in=set(regions),
        organisation__participations__ended_on=None,
    )
    if person_id:
        rows = rows.filter(user=person_id)
    people = defaultdict(list)
    pairs = rows.order_by().values_list("organisation", "organisation__participations__region", "user").distinct()
    for organisation, region, person in pairs:
        people[organisation, region].append(person)
    return people


def _coordinators_of(regions: Iterable[int], person_id: int | None) -> dict[int, list[int]]:
    """Answer who coordinates each of these regions; one query."""
    rows = Membership.objects.filter(
        ended_at=None,
        function=Function.REGIOCOORDINATOR,
        user__is_active=True,
        organisation__participations__region__in=set(regions),
        organisation__participations__role=RegionRole.REGIOCOORDINATOR,
        organisation__participations__ended_on=None,
    )
    if person_id:
        rows = rows.filter(user=person_id)
    people = defaultdict(list)
    for region, person in rows.order_by().values_list("organisation__participations__region", "user").distinct():
        people[region].append(person)
    return people


def milestones_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the milestones to be done by then, together for each plan and quarter, for each person who notes them.

    As `iza_portal.notices.due.Source` asks.
    """
    latest = quarter_of(until) if last_day(quarter_of(until)) <= until else to_tell(until)
    plans = {plan.pk: plan for plan in chosen(Regioplan.objects.filter(status__in=IN_FORCE))}
    rows = open_milestones().filter(actie__opgave__plan__in=plans, expected__lte=latest, answers__isnull=False)
    rows = rows.order_by().values_list("actie__opgave__plan", "answers", "expected").annotate(n=Count("pk"))
    counted = [(plans[plan], organisation, quarter, n) for plan, organisation, quarter, n in rows]
    people = _people_of(
        (organisation for _, organisation, _, _ in counted), (plan.region_id for plan, *_ in counted), person_id
    )
    return [
        Due(
            person,
            f"mijlpalen:{plan.pk}:{organisation}:{quarter.isoformat()}",
            f"{_counted(n, 'mijlpaal', 'mijlpalen')} in “{plan}”",
            f"/plannen/{plan.pk}/voortgang/",
            last_day(quarter),
            "gereed uiterlijk",
        )
        for plan, organisation, quarter, n in counted
        for person in people[organisation, plan.region_id]
    ]


def berichten_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the kwartaalberichten on the last quarter that are not there, for who leads the opgave.

    Where nobody leads it, for the regiocoördinator. As `iza_portal.notices.due.Source` asks.
    """
    quarter = to_tell(timezone.localdate())
    on = last_day(quarter) + BERICHT_TERM
    if on > until:
        return []
    plans = {plan.pk: plan for plan in _unreported(quarter)}
    rows = untold(quarter).filter(plan__in=plans)
    leads = rows.filter(partijen__part=Aandeel.TREKKER).values_list("plan", "partijen__organisation").distinct()
    leads = [(plans[plan], organisation) for plan, organisation in leads.order_by()]
    nobodys = [plans[plan] for plan in rows.filter(~_led()).order_by().values_list("plan", flat=True).distinct()]
    people = _people_of((each for _, each in leads), (plan.region_id for plan, _ in leads), person_id)
    coordinators = _coordinators_of((plan.region_id for plan in nobodys), person_id)
    asked = {(plan.pk, person) for plan, each in leads for person in people[each, plan.region_id]}
    asked |= {(plan.pk, person) for plan in nobodys for person in coordinators[plan.region_id]}
    return [
        Due(
            person,
            f"kwartaalbericht:{plan}:{quarter.isoformat()}",
            f"Het kwartaalbericht over {in_short(quarter)} bij “{plans[plan]}”",
            f"/plannen/{plan}/voortgang/kwartaal/{in_address(quarter)}/",
            on,
            "te schrijven uiterlijk",
        )
        for plan, person in sorted(asked)
    ]


def reports_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the reports on the last quarter that are not fixed, for the regiocoördinators."""
    quarter = to_tell(timezone.localdate())
    on = last_day(quarter) + REPORT_TERM
    if on > until:
        return []
    with_opgaven = Exists(Opgave.objects.filter(plan=OuterRef("pk"), position__isnull=False))
    plans = {plan.region_id: plan for plan in _unreported(quarter, with_opgaven)}
    regions = {pk: (name, slug) for pk, name, slug in _names(plans)}
    people = _coordinators_of(plans, person_id)
    return [
        Due(
            person,
            f"kwartaalrapportage:{region}:{quarter.isoformat()}",
            f"De kwartaalrapportage van {name} over {in_short(quarter)}",
            f"/regios/{slug}/rapportages/{in_address(quarter)}/",
            on,
            "vast te leggen uiterlijk",
        )
        for region, (name, slug) in regions.items()
        for person in people[region]
    ]


def _unreported(quarter: date, *conditions) -> list[Regioplan]:
    plans = Regioplan.objects.filter(~_is_reported(quarter), *conditions).values("pk")
    return followed_in(quarter, pk__in=plans)


def _names(plans: dict[int, Regioplan]):
    rows = Regioplan.objects.filter(pk__in=[plan.pk for plan in plans.values()]).order_by()
    return rows.values_list("region", F("region__name"), F("region__slug"))

"""What waits for whom in following a plan: milestones that are due, kwartaalberichten and reports on the last quarter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, JSONField, OuterRef
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.models import Function, Membership
from iza_portal.notices.due import Due
from iza_portal.quarters import in_short, last_day, quarter_of
from iza_portal.rows import many
from plans.models import Kwartaalrapportage, Opgave, Regioplan
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


# A milestone that is still to be done, the quarter in which it is expected, and the organisation that answers for it
# (`plans.voortgang.following`); an opgave without a kwartaalbericht, in whichever version of its plan.
_MILESTONES = """
    plans_mijlpaal mijlpaal
    JOIN plans_actie actie ON actie.id = mijlpaal.actie_id
    JOIN plans_opgave opgave ON opgave.id = actie.opgave_id AND opgave.position IS NOT NULL
    LEFT JOIN plans_stand stand ON stand.mijlpaal_id = mijlpaal.id
"""
_IS_OPEN = "coalesce(stand.status, 'open') = 'open'"
_EXPECTED = "coalesce(stand.expected, mijlpaal.quarter)"
_ANSWERS = "coalesce(mijlpaal.organisation_id, actie.organisation_id)"
_IS_UNTOLD = """
    opgave.position IS NOT NULL AND NOT EXISTS (
        SELECT FROM plans_kwartaalbericht bericht JOIN plans_opgave told ON told.id = bericht.opgave_id
        WHERE told.key = opgave.key AND bericht.quarter = %s
    )
"""
# What waits at a plan for an organisation, as one value beside its row: to write it as Django does costs a millisecond.
_WAITS = f"""(
    CASE WHEN "plans_regioplan"."status" = ANY(%s) THEN (
        SELECT jsonb_build_object(
            'late', count(*) FILTER (WHERE {_EXPECTED} < %s),
            'late_since', min({_EXPECTED}) FILTER (WHERE {_EXPECTED} < %s),
            'soon', count(*) FILTER (WHERE {_EXPECTED} = %s)
        )
        FROM {_MILESTONES}
        WHERE opgave.plan_id = "plans_regioplan"."id" AND {_ANSWERS} = %s AND {_IS_OPEN}
    ) || (
        SELECT jsonb_build_object(
            'mine', count(*) FILTER (WHERE trekkers.is_own), 'nobodys', count(*) FILTER (WHERE trekkers.is_own IS NULL)
        )
        FROM plans_opgave opgave, LATERAL (
            SELECT bool_or(organisation_id = %s) AS is_own FROM plans_partij
            WHERE opgave_id = opgave.id AND part = 'trekker'
        ) trekkers
        WHERE opgave.plan_id = "plans_regioplan"."id" AND {_IS_UNTOLD}
    ) || (
        SELECT jsonb_build_object(
            'agreed_on', least(min((versie.at AT TIME ZONE 'Europe/Amsterdam')::date), min(besluit.decided_on))
        )
        FROM plans_regioplan version
        JOIN plans_vaststellingsversie versie ON versie.plan_id = version.id
        LEFT JOIN plans_besluit besluit ON besluit.versie_id = versie.id
        WHERE version.region_id = "plans_regioplan"."region_id" AND version.kind = "plans_regioplan"."kind"
    ) || jsonb_build_object(
        'is_reported', EXISTS (
            SELECT FROM plans_kwartaalrapportage rapportage
            WHERE rapportage.region_id = "plans_regioplan"."region_id" AND rapportage.quarter = %s
        ),
        'has_opgaven', EXISTS (
            SELECT FROM plans_opgave opgave
            WHERE opgave.plan_id = "plans_regioplan"."id" AND opgave.position IS NOT NULL
        )
    ) END
)"""  # noqa: S608 (nothing of a person is in it)


def waits_for(user) -> RawSQL:
    """Make the annotation `waits` of plans: what `waiting_of` needs to tell what waits for this person under their hat."""
    now = quarter_of(timezone.localdate())
    hat, before = getattr(user.hat, "pk", None), to_tell(now)
    values = ([status.value for status in IN_FORCE], now, now, now, hat, hat, before, before)
    return RawSQL(_WAITS, values, output_field=JSONField())  # noqa: S611 (it is written out above)


def waiting_of(user, plans: Iterable[Regioplan]) -> list[Waiting]:
    """Answer what waits for this person at these plans, which have `waits` and their region at hand; no query.

    Of a kind of plan in a region only at the one that is followed.
    """
    regions = regions_noted_in(user)
    followed = chosen(plan for plan in plans if plan.region_id in regions)
    now = quarter_of(timezone.localdate())
    return [*_milestones_waiting(followed, user, now), *_accounts_waiting(followed, user, to_tell(now))]


def _milestones_waiting(plans: list[Regioplan], user, now: date) -> list[Waiting]:
    waiting = []
    for plan in plans:
        path = reverse("plan-progress", args=[plan.pk])
        if late := plan.waits["late"]:
            words = f"Leg vast hoe het staat met {_counted(late, 'late mijlpaal', 'late mijlpalen')} van {user.hat}"
            since = date.fromisoformat(plan.waits["late_since"])
            waiting.append(Waiting(words, path, plan.title, last_day(since)))
        if soon := plan.waits["soon"]:
            words = f"{_counted(soon, 'mijlpaal', 'mijlpalen')} van {user.hat} in dit kwartaal"
            waiting.append(Waiting(words, path, plan.title, last_day(now)))
    return waiting


def _accounts_waiting(plans: list[Regioplan], user, quarter: date) -> list[Waiting]:
    waiting, reports = [], {}
    end, short = last_day(quarter), in_short(quarter)
    for plan in plans:
        agreed_on = plan.waits["agreed_on"]
        if plan.waits["is_reported"] or agreed_on is None or date.fromisoformat(agreed_on) > end:
            continue
        leads = coordinates(user, plan.region_id)
        if asked := plan.waits["mine"] + (plan.waits["nobodys"] if leads else 0):
            words = f"Schrijf {_counted(asked, 'kwartaalbericht', 'kwartaalberichten')} over {short}"
            path = reverse("plan-quarter", args=[plan.pk, in_address(quarter)])
            waiting.append(Waiting(words, path, plan.title, end + BERICHT_TERM))
        if leads and plan.waits["has_opgaven"]:
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


_DUE = f"""
    SELECT opgave.plan_id, {_ANSWERS}, {_EXPECTED}, count(*) FROM {_MILESTONES}
    WHERE opgave.plan_id = ANY(%s::bigint[]) AND {_IS_OPEN} AND {_EXPECTED} <= %s AND {_ANSWERS} IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 (nothing of a person is in it)
# Each opgave that is not told of with those who lead it; without an organisation where nobody does.
_UNTOLD = f"""
    SELECT DISTINCT opgave.plan_id, partij.organisation_id FROM plans_opgave opgave
    LEFT JOIN plans_partij partij ON partij.opgave_id = opgave.id AND partij.part = 'trekker'
    WHERE opgave.plan_id = ANY(%s::bigint[]) AND {_IS_UNTOLD}
"""  # noqa: S608 (nothing of a person is in it)


def milestones_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the milestones to be done by then, together for each plan and quarter, for each person who notes them.

    As `iza_portal.notices.due.Source` asks.
    """
    latest = quarter_of(until) if last_day(quarter_of(until)) <= until else to_tell(until)
    plans = {plan.pk: plan for plan in chosen(Regioplan.objects.filter(status__in=IN_FORCE))}
    rows = many(_DUE, list(plans), latest)
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
    rows = many(_UNTOLD, list(plans), quarter)
    leads = [(plans[plan], organisation) for plan, organisation in rows if organisation]
    nobodys = [plans[plan] for plan, organisation in rows if organisation is None]
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
    reported = Kwartaalrapportage.objects.filter(region=OuterRef("region"), quarter=quarter)
    plans = Regioplan.objects.filter(~Exists(reported), *conditions).values("pk")
    return followed_in(quarter, pk__in=plans)


def _names(plans: dict[int, Regioplan]):
    rows = Regioplan.objects.filter(pk__in=[plan.pk for plan in plans.values()]).order_by()
    return rows.values_list("region", F("region__name"), F("region__slug"))

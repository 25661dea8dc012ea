"""What lies with whom in plans: sections that a person owns or writes, decisions to be taken, and when they are due."""

from datetime import date
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from iza_portal.notices.due import Due
from plans.models import Besluit, BesluitStatus, Regioplan, Section, Status, Vaststellingsversie
from plans.vaststelling.rules import RECORDING_FUNCTIONS, regions_noted_in
from plans.workflow import IN_FORCE
from regions.progress import progress_of_each
from regions.work import ONDERDEEL, Part, parts_in


def open_sections() -> QuerySet[Section]:
    """Answer the sections that are still to be made ready."""
    return Section.objects.present().filter(is_ready=False, plan__status=Status.CONCEPT)


def parts_of(user, plans: list[Regioplan]) -> list[Part]:
    """Answer the sections of those of `plans` that are a concept, each with whether the person writes it; one query.

    Each plan gets its `progress`.
    """
    if not plans:
        return []
    parts = parts_in(Section, plans, "plan", ONDERDEEL, written_by=user)
    progress_of_each(plans, parts)
    concepts = {plan.pk for plan in plans if plan.status == Status.CONCEPT}
    return [part for part in parts if part.whole_id in concepts]


def due_of(until: date, person_id: int | None) -> list[Due]:
    """Answer what is due in plans, as `iza_portal.notices.due.Source` asks."""
    sections = open_sections().with_owner().filter(due_on__lte=until, owner__isnull=False, owner_takes_part=True)
    if person_id:
        sections = sections.filter(owner=person_id)
    return [
        Due(
            section.owner_id,
            f"onderdeel:{section.pk}",
            f"“{section}” in “{section.plan}”",
            section.get_absolute_url(),
            section.due_on,
        )
        for section in sections.select_related("plan").defer("body", "plain_text", "search")
    ]


def _waiting_besluiten() -> QuerySet[Besluit]:
    """Answer the decisions that are still to be taken, on what is decided on now."""
    latest = Vaststellingsversie.objects.filter(plan=OuterRef("versie__plan")).order_by("-number").values("pk")[:1]
    return Besluit.objects.filter(
        status__in=[BesluitStatus.IN_VOORBEREIDING, BesluitStatus.GEAGENDEERD],
        versie__plan__status__in=IN_FORCE,
        versie=Subquery(latest),
    )


def awaited(user) -> RawSQL:
    """Make the list of when the decisions of a plan are due that are to be taken and that this person notes, by their hat.

    For a query of plans; a decision without a term is a None at its end.
    """
    waiting, values = _waiting_written_out()
    return RawSQL(  # noqa: S611 (no value is in it)
        f"ARRAY(SELECT due_on FROM ({waiting}) waiting WHERE waiting.plan = plans_regioplan.id"  # noqa: S608
        " AND plans_regioplan.region_id = ANY(%s::bigint[]) AND waiting.organisation = %s ORDER BY due_on)",
        (*values, list(regions_noted_in(user)), user.hat and user.hat.pk),
        ArrayField(DateField()),
    )


@cache
def _waiting_written_out() -> tuple[str, tuple]:
    """Answer the query of the waiting decisions and its values: Django needs a millisecond to write it each time."""
    rows = _waiting_besluiten().order_by().values("organisation", "due_on", plan=F("versie__plan"))
    return rows.query.sql_with_params()


def besluiten_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the decisions that an organisation is still to take by then, for each person who notes them there."""
    waiting = _waiting_besluiten().filter(
        due_on__lte=until,
        organisation__memberships__ended_at=None,
        organisation__memberships__function__in=RECORDING_FUNCTIONS,
        organisation__memberships__user__is_active=True,
        organisation__participations__region=F("versie__plan__region"),
        organisation__participations__ended_on=None,
    )
    if person_id:
        waiting = waiting.filter(organisation__memberships__user=person_id)
    rows = waiting.order_by().values_list(
        "organisation__memberships__user", "pk", "versie__plan", "versie__plan__title", "due_on"
    )
    return [
        Due(
            person,
            f"besluit:{pk}",
            f"Het besluit over “{title}”",
            f"/plannen/{plan}/vaststelling/",
            due_on,
            "te besluiten uiterlijk",
        )
        for person, pk, plan, title, due_on in rows.distinct()
    ]

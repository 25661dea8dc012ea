"""What lies with whom in regiobeelden: the themes and points that a person owns, and the cycles that wait for a party."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from iza_portal.accounts.models import Membership
from iza_portal.notices.due import Due
from regions.models import BeeldStatus, Cycle, Participation, Point, Reaction, Theme
from regions.regiobeelden.enriching import said_of
from regions.regiobeelden.workflow import OPEN
from regions.speaking import SPEAKING_FUNCTIONS


def open_themes() -> QuerySet[Theme]:
    """Answer the themes that are still to be made ready."""
    return Theme.objects.present().filter(is_ready=False, regiobeeld__status__in=OPEN)


def open_points() -> QuerySet[Point]:
    """Answer the points of which something is still to be done."""
    return Point.objects.filter(is_ready=False, theme__position__isnull=False, theme__regiobeeld__status__in=OPEN)


@dataclass(frozen=True)
class Held:
    """Of whom a theme or point is, and when it is due; `owner` is a name, and empty without one."""

    pk: int
    owner_id: int | None
    owner: str | None
    owner_takes_part: bool
    due_on: date | None
    is_ready: bool


_HELD = ("pk", "owner_id", "owner_takes_part", "due_on", "is_ready")


def holders_of(theme_pk: int) -> ArraySubquery:
    """Tell of a regiobeeld what `held_in` reads: of whom its theme with this key is, and then each of its points."""
    fields = {name: name for name in _HELD} | {"owner": "owner__name"}
    theme = Theme.objects.filter(pk=theme_pk, regiobeeld=OuterRef("pk"))
    points = Point.objects.filter(theme=theme_pk, theme__regiobeeld=OuterRef("pk"))
    first, rest = (
        ArraySubquery(rows.with_owner().order_by().values(json=JSONObject(**fields))) for rows in (theme, points)
    )
    return Func(first, rest, function="array_cat", output_field=first.output_field)


def held_in(rows: list[dict]) -> list[Held]:
    """Answer what `holders_of` told, the theme first."""
    return [Held(**row | {"due_on": row["due_on"] and date.fromisoformat(row["due_on"])}) for row in rows]


def due_of(until: date, person_id: int | None) -> list[Due]:
    """Answer what is due in regiobeelden, as `iza_portal.notices.due.Source` asks."""
    return [*_themes(until, person_id), *_points(until, person_id), *_reactions(until, person_id)]


def _owned(parts: QuerySet, until: date, person_id: int | None) -> QuerySet:
    parts = parts.with_owner().filter(due_on__lte=until, owner__isnull=False, owner_takes_part=True)
    return parts.filter(owner=person_id) if person_id else parts


def _themes(until: date, person_id: int | None) -> list[Due]:
    themes = _owned(open_themes(), until, person_id).select_related("regiobeeld").defer("body", "plain_text")
    return [
        Due(
            theme.owner_id,
            f"thema:{theme.pk}",
            f"“{theme}” in “{theme.regiobeeld}”",
            theme.get_absolute_url(),
            theme.due_on,
        )
        for theme in themes
    ]


def _points(until: date, person_id: int | None) -> list[Due]:
    points = _owned(open_points(), until, person_id).select_related("theme__regiobeeld")
    return [
        Due(point.owner_id, f"punt:{point.pk}", said_of(point, point.theme), point.get_absolute_url(), point.due_on)
        for point in points.defer("theme__body", "theme__plain_text")
    ]


def _reactions(until: date, person_id: int | None) -> list[Due]:
    """Answer what open cycles still ask: of everybody who speaks for a party that did not react on each theme."""
    cycles = {
        cycle.pk: cycle
        for cycle in Cycle.objects.brief()
        .filter(closed_at=None, due_on__lte=until, regiobeeld__status=BeeldStatus.VERRIJKING)
        .select_related("regiobeeld")
        .annotate(themes=Count("regiobeeld__themes", filter=Q(regiobeeld__themes__position__isnull=False)))
    }
    if not cycles:
        return []
    reacted = {
        (row["cycle"], row["organisation"]): row["themes"]
        for row in Reaction.objects.filter(cycle__in=cycles, theme__position__isnull=False)
        .order_by()
        .values("cycle", "organisation")
        .annotate(themes=Count("pk"))
    }
    here = Participation.objects.current().filter(
        organisation=OuterRef("organisation"), region=OuterRef("cycle__regiobeeld__region")
    )
    asked = [
        (cycles[cycle], organisation)
        for cycle, organisation in Cycle.parties.through.objects.filter(Exists(here), cycle__in=cycles).values_list(
            "cycle", "organisation"
        )
        if reacted.get((cycle, organisation), 0) < cycles[cycle].themes
    ]
    speakers = Membership.objects.active().filter(
        organisation__in={organisation for _, organisation in asked},
        function__in=SPEAKING_FUNCTIONS,
        user__is_active=True,
    )
    if person_id:
        speakers = speakers.filter(user=person_id)
    people = {}
    for organisation, user in speakers.order_by().values_list("organisation", "user"):
        people.setdefault(organisation, set()).add(user)
    wanted = {(user, cycle.pk) for cycle, organisation in asked for user in people.get(organisation, ())}
    return [_reaction(user, cycles[cycle]) for user, cycle in sorted(wanted)]


def _reaction(user: int, cycle: Cycle) -> Due:
    path = reverse("cycle-react", args=[cycle.regiobeeld_id, cycle.number])
    what = f"de reactie van uw organisatie op “{cycle.regiobeeld}”"
    return Due(user, f"cyclus:{cycle.pk}", what, path, cycle.due_on, term="tot en met")

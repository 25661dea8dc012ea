"""Going on from a plan: an aanvulling, a herijking, or a corrected version of the same year."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Model

from iza_portal.texts.tree import pictures_in
from iza_portal.trail.recording import record
from iza_portal.writing.models import Document
from iza_portal.writing.pictures.copying import copy_pictures
from plans import rules
from plans.models import (
    FROZEN_STATES,
    Aard,
    Actie,
    Dekking,
    Inzet,
    Mijlpaal,
    Opgave,
    OpgaveCijfer,
    Partij,
    PlanKind,
    Regioplan,
    Section,
    Status,
)
from plans.opgaven.reading import opgaven_of, opgaven_with_all
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, OPGAVE, PARTIJ, RowKind
from plans.verbs import PlanVerb
from regions.models import Region
from regions.roles import people_of_region

#: The states from which work goes on in a next version: before that, one goes on in the plan itself.
CONTINUED = [status for status in FROZEN_STATES if status != Status.AKKOORD_TAFEL]
_SECTION = ("key", "position", "code", "title", "is_numbered", "guidance", "body", "plain_text")
_IN_FORMAT = ("aanpak", "is_mandatory", "waiver")
_INZET = ("streefwaarde", "what", "unit", "least", "most", "path", "motive")


def may_continue(user, plan: Regioplan) -> bool:
    """May this person begin a next version of the plan: the regiocoördinator, once it is adopted or published?"""
    return plan.status in CONTINUED and rules.may_start(user, plan.region)


@transaction.atomic
def start_next(plan, *, by, aard: str, edition: int, title: str, due_on=None) -> Regioplan:
    """Begin the next version of the plan for `edition` (a year), with its sections and opgaven as they stand.

    Everything keeps its key, so that the two can be compared. Raises `ValidationError` where the year lies before that of
    the plan, or a version of it is being made already.
    """
    region = Region.objects.select_for_update(no_key=True).get(pk=plan.region_id)
    plan = Regioplan.objects.select_related("region").get(pk=plan.pk)
    if not may_continue(by, plan):
        raise PermissionDenied("De regiocoördinator begint een volgende versie van een plan dat is vastgesteld.")
    if edition < plan.edition:
        raise ValidationError({"edition": f"Kies {plan.edition} of een later jaar."})
    if aard not in (Aard.AANVULLING, Aard.HERIJKING):
        raise ValidationError({"aard": "Kies of dit een aanvulling of een herijking is."})
    if under_way := plan.next_versions.exclude(status__in=FROZEN_STATES).first():
        raise ValidationError(f"Aan “{under_way}” wordt al gewerkt. Ga daarin verder.")
    same_year = Regioplan.objects.filter(region=region, kind=plan.kind, edition=edition)
    version = (same_year.aggregate(last=Max("version"))["last"] or 0) + 1
    following = Regioplan(
        region=region,
        kind=plan.kind,
        edition=edition,
        version=version,
        aard=aard,
        based_on=plan,
        title=title,
        due_on=due_on,
        is_demonstration=plan.is_demonstration,
    )
    following.full_clean()
    following.save()
    copied = {}
    left_out = plan.opgaven.filter(position=None).exclude(aanpak="")
    for opgave in [*opgaven_of(plan), *opgaven_with_all(left_out)]:
        copied[opgave.pk] = _copy_opgave(opgave, following)
    _copy_inzet(copied)
    _copy_sections(plan, following)
    after = {"editie": edition, "titel": title, "bouwt voort op": plan.title}
    is_werkagenda = plan.kind == PlanKind.WERKAGENDA
    record(PlanVerb.WERKAGENDA_STARTED if is_werkagenda else PlanVerb.STARTED, following, by=by, after=after)
    return following


def _of(row, names) -> dict:
    return {name: getattr(row, name) for name in names}


def _copy_sections(plan: Regioplan, following: Regioplan) -> None:
    """Give `following` the sections of `plan`; owners and writers who still have a part in the region come along.

    The texts of an aanpak that was left out come along with it, out of sight as they were.
    """
    along = plan.sections.filter(position=None).of_aanpakken()
    sections = plan.sections.present() | along
    earlier = list(sections.with_owner().prefetch_related("assignees"))
    people = set(people_of_region(plan.region_id))
    sections = [
        Section(plan=following, owner_id=each.owner_id if each.owner_takes_part else None, **_of(each, _SECTION))
        for each in earlier
    ]
    Section.objects.bulk_create(sections)
    writes = Section.assignees.through
    writes.objects.bulk_create(
        writes(section=section, user=person)
        for section, each in zip(sections, earlier, strict=True)
        for person in each.assignees.all()
        if person in people
    )
    for section, each in zip(sections, earlier, strict=True):
        if pictures_in(section.body):
            copy_pictures(section, source=Document(pk=each.document_id))


def _as_new(row, kind: RowKind, **parent) -> Model:
    """Make a row that says the same, below another parent, with the same key and place."""
    place = ("position",) if kind.is_ordered else ()
    return kind.model(**_of(row, ("key", *place, *kind.fields)) | parent)


def _copy_inzet(copied: dict[int, Opgave]) -> None:
    """Give these new aanpakken, by the key of the one that each came from, what was agreed on for its streefwaarden."""
    earlier = Inzet.objects.filter(opgave__in=copied).order_by("pk")
    Inzet.objects.bulk_create(Inzet(opgave=copied[each.opgave_id], **_of(each, _INZET)) for each in earlier)


def _copy_opgave(opgave: Opgave, plan: Regioplan) -> Opgave:
    copied = _as_new(opgave, OPGAVE, plan=plan, **_of(opgave, _IN_FORMAT))
    copied.save()
    for name in OPGAVE.many:
        getattr(copied, name).set(getattr(opgave, name).all())
    OpgaveCijfer.objects.bulk_create(
        OpgaveCijfer(opgave=copied, indicator_id=cijfer.indicator_id, year=cijfer.year)
        for cijfer in opgave.cijfers.all()
    )
    Partij.objects.bulk_create(Partij(opgave=copied, **_of(each, PARTIJ.fields)) for each in opgave.partijen.all())
    doelen = _copy_rows(opgave.doelen.all(), DOEL, copied)
    acties = _copy_rows(opgave.acties.all(), ACTIE, copied)
    served = Actie.doelen.through
    served.objects.bulk_create(
        served(actie=acties[actie.pk], doel=doelen[doel.pk])
        for actie in opgave.acties.all()
        for doel in actie.doelen.all()
    )
    Mijlpaal.objects.bulk_create(
        _as_new(each, MIJLPAAL, actie=acties[actie.pk])
        for actie in opgave.acties.all()
        for each in actie.mijlpalen.all()
    )
    Dekking.objects.bulk_create(
        _as_new(each, DEKKING, opgave=copied, actie=acties.get(each.actie_id)) for each in opgave.dekkingen.all()
    )
    return copied


def _copy_rows(rows, kind: RowKind, opgave: Opgave) -> dict[int, Model]:
    """Copy rows of an opgave to another one; answer the new ones by the keys of the old."""
    made = kind.model.objects.bulk_create(_as_new(row, kind, opgave=opgave) for row in rows)
    return dict(zip([row.pk for row in rows], made, strict=True))

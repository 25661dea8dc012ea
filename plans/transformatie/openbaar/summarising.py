"""Making the public summary of an approved plan: begun from the plan, checked by one person, published by another.

Every act holds the plan, so what two people do to a summary comes one after the other. Nothing goes out by itself.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from iza_portal.accounts.models import Membership
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Samenvatting, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.concerned import reviewers_at
from plans.transformatie.moving import locked
from plans.transformatie.openbaar.checking import Finding, findings_in
from plans.transformatie.openbaar.prefilling import FIELDS, prefilled
from plans.transformatie.verbs import TransformatieVerb

NOT_EXPLAINED = "Schrijf op waarom dit openbaar mag, of haal het uit de tekst."
NOT_DECLARED = "Zonder deze verklaring gaat de samenvatting niet naar buiten."
IS_PUBLIC = "Deze samenvatting is al openbaar. Begin een volgende versie om iets te veranderen."


@transaction.atomic
def start(plan, *, by) -> Samenvatting:
    """Begin the summary of an approved plan, or its next version, with what the last one said or else the plan itself.

    Raises `PermissionDenied` for who may not, `ValidationError` where one is being worked on already.
    """
    plan = locked(plan)
    _require(rules.may_summarise(by, plan))
    made = plan.samenvattingen.all()
    if made.filter(published_at=None).exists():
        raise ValidationError("Er wordt al aan een samenvatting gewerkt.")
    last = made.last()
    texts = {name: getattr(last, name) for name in FIELDS} if last else prefilled(plan)
    samenvatting = Samenvatting.objects.create(
        plan=plan,
        number=(made.aggregate(last=Max("number"))["last"] or 0) + 1,
        remarks=last.remarks if last else [],
        **texts,
    )
    record(TransformatieVerb.SUMMARY_STARTED, plan, by=by, part_id=samenvatting.pk, detail=_version(samenvatting))
    return samenvatting


@transaction.atomic
def change(samenvatting, *, by, version: int, **texts: str) -> Samenvatting:
    """Write the fields of a summary, as a person who saw it at `version` wants them; a check that was done is done again.

    Raises `OutdatedVersion`, with the summary as it stands, where somebody else changed it meanwhile.
    """
    plan, samenvatting = _held(samenvatting, by, rules.may_summarise, version)
    texts = {name: "\n".join(texts[name].splitlines()).strip() for name in FIELDS}
    changed = [name for name in FIELDS if getattr(samenvatting, name) != texts[name]]
    if not changed:
        return samenvatting
    for name in changed:
        setattr(samenvatting, name, texts[name])
    samenvatting.checked_by = samenvatting.checked_at = None
    _save(samenvatting, *changed, "checked_by", "checked_at")
    detail = ", ".join(FIELDS[name].lower() for name in changed)
    record(TransformatieVerb.SUMMARY_CHANGED, plan, by=by, part_id=samenvatting.pk, detail=detail)
    return samenvatting


@transaction.atomic
def check(
    samenvatting, *, by, version: int, why: Mapping[str, str], no_business: bool, no_persons: bool
) -> Samenvatting:
    """Declare that a summary can go out: each finding explained in `why`, by its key, and both declarations given.

    Raises `ValidationError` at each field that lacks something: `why-` with the key of a finding, or a declaration; at none
    where a field of the summary is empty.
    """
    plan, samenvatting = _held(samenvatting, by, rules.may_summarise, version)
    findings = findings_of(samenvatting)
    said = {finding.key: " ".join(why.get(finding.key, "").split()) for finding in findings}
    wrong = {f"why-{key}": NOT_EXPLAINED for key, reason in said.items() if not reason}
    if not no_business:
        wrong["no_business"] = NOT_DECLARED
    if not no_persons:
        wrong["no_persons"] = NOT_DECLARED
    if empty := empty_fields(samenvatting):
        wrong["__all__"] = f"Dit is nog leeg: {', '.join(empty).lower()}."
    if wrong:
        raise ValidationError(wrong)
    samenvatting.remarks = [
        {"key": each.key, "kind": each.kind, "field": each.field, "text": each.text, "why": said[each.key]}
        for each in findings
    ]
    samenvatting.checked_by, samenvatting.checked_at = by, timezone.now()
    _save(samenvatting, "remarks", "checked_by", "checked_at")
    record(TransformatieVerb.SUMMARY_CHECKED, plan, by=by, part_id=samenvatting.pk, detail=_version(samenvatting))
    _tell_checked(samenvatting, plan, by)
    return samenvatting


def _tell_checked(samenvatting: Samenvatting, plan: Transformatieplan, by) -> None:
    sentence = f"De openbare samenvatting van “{plan}” is gecontroleerd. U kunt haar openbaar maken."
    path = f"{plan.get_absolute_url()}samenvatting/"
    for person in reviewers_at([plan.insurer_id]):
        key = f"samenvatting:{samenvatting.pk}:{samenvatting.version}"
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)


@transaction.atomic
def publish(samenvatting, *, by, version: int) -> Samenvatting:
    """Make a summary public, in place of the one before it: the coördinerend verzekeraar, and not who checked it.

    Raises `ValidationError` with what stands in the way.
    """
    plan, samenvatting = _held(samenvatting, by, rules.may_publish, version)
    if obstacle := obstacle_to_publish(samenvatting, by):
        raise ValidationError(obstacle)
    samenvatting.published_by, samenvatting.published_at = by, timezone.now()
    _save(samenvatting, "published_by", "published_at")
    record(TransformatieVerb.SUMMARY_PUBLISHED, plan, by=by, part_id=samenvatting.pk, detail=_version(samenvatting))
    return samenvatting


@transaction.atomic
def withdraw(samenvatting, *, by, reason: str) -> Samenvatting:
    """Take a summary that is public from its page, which from then on says when and why; for good.

    Raises `ValidationError` at `reason`, which is public too, where it is empty or says what may not go out.
    """
    plan = locked(samenvatting.plan)
    samenvatting = plan.samenvattingen.get(pk=samenvatting.pk)
    samenvatting.plan = plan
    _require(rules.may_publish(by, plan))
    if samenvatting.published_at is None or samenvatting.withdrawn_at is not None:
        raise ValidationError("Deze samenvatting is niet (meer) openbaar.")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom. Iedereen leest dit."})
    if found := _findings(plan, {"reason": reason}):
        words = "; ".join(f"{each.kind.label}: {each.text}" for each in found)
        raise ValidationError({"reason": f"Iedereen leest de reden. Haal dit eruit: {words}."})
    samenvatting.withdrawn_at, samenvatting.withdrawal_reason = timezone.now(), reason
    _save(samenvatting, "withdrawn_at", "withdrawal_reason")
    record(
        TransformatieVerb.SUMMARY_WITHDRAWN,
        plan,
        by=by,
        part_id=samenvatting.pk,
        detail=_version(samenvatting),
        reason=reason,
    )
    return samenvatting


def findings_of(samenvatting: Samenvatting) -> list[Finding]:
    """Answer what may not have to go out in the summary as it now is; two queries."""
    return _findings(samenvatting.plan, {name: getattr(samenvatting, name) for name in FIELDS})


def empty_fields(samenvatting: Samenvatting) -> list[str]:
    """Answer the names of the fields that still say nothing: a summary has them all (BK23, B-9)."""
    return [label for name, label in FIELDS.items() if not getattr(samenvatting, name).strip()]


def obstacle_to_publish(samenvatting: Samenvatting, by) -> str:
    """Answer why this person cannot make the summary public now, as a sentence, or nothing."""
    if samenvatting.checked_at is None:
        return "Iemand controleert de samenvatting eerst."
    if samenvatting.checked_by_id == by.pk:
        return "U hebt deze samenvatting zelf gecontroleerd. Iemand anders van uw organisatie maakt haar openbaar."
    explained = {remark["key"] for remark in samenvatting.remarks}
    if any(finding.key not in explained for finding in findings_of(samenvatting)):
        return "Sinds de controle is er iets dat niet openbaar mag zijn. Controleer de samenvatting opnieuw."
    return ""


def _findings(plan: Transformatieplan, texts: dict[str, str]) -> list[Finding]:
    parties = {party.organisation_id: str(party) for party in plan.partijen.select_related("organisation")}
    names = {party.organisation.name for party in plan.partijen.all() if party.organisation_id}
    insurers = [insurer for insurer in (plan.marktleider_1, plan.marktleider_2) if insurer]
    concerned = {*filter(None, parties), *(insurer.pk for insurer in insurers)}
    members = Membership.objects.active().filter(organisation__in=concerned)
    people = set(members.order_by().values_list("user__name", flat=True).distinct())
    return findings_in(
        texts, people=people, parties={*parties.values(), *names, *(insurer.name for insurer in insurers)}
    )


def _held(samenvatting, by, may, version: int) -> tuple[Transformatieplan, Samenvatting]:
    """Answer the plan, locked, and the summary that is worked on, as it now is and as the person saw it."""
    plan = locked(samenvatting.plan)
    samenvatting = plan.samenvattingen.get(pk=samenvatting.pk)
    samenvatting.plan = plan
    _require(may(by, plan))
    if samenvatting.published_at is not None:
        raise ValidationError(IS_PUBLIC)
    if samenvatting.version != version:
        raise OutdatedVersion(samenvatting)
    return plan, samenvatting


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def _save(samenvatting: Samenvatting, *fields: str) -> None:
    samenvatting.version += 1
    samenvatting.save(update_fields=[*fields, "version"])


def _version(samenvatting: Samenvatting) -> str:
    return f"versie {samenvatting.number}"

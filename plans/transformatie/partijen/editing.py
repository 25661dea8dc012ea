"""The parties of a plan: adding, changing and removing them, and handing over who is the lead.

A party that submits the plan gives its people the right to write in it, so each of these acts stands in the history. One
submits for all, the trekker (lead): it stays a party that submits, and only its own people hand that over.
"""

from collections import Counter

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import RestrictedError

from iza_portal.accounts.models import Organisation
from iza_portal.lines import on_one_line
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Commitment, Partijrol, Sector, Transformatiepartij, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.holding import hold_to_write
from plans.transformatie.moving import locked
from plans.transformatie.partijen.wording import facts_of
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import WRITABLE

#: What people fill in of a party; that it is the lead is handed over.
FIELDS = (
    "organisation",
    "name",
    "part",
    "sector",
    "carries_urgency",
    "how",
    "commitment",
    "commitment_text",
    "has_msb",
    "msb_commitment",
)
GONE = "Deze partij is intussen weggehaald."
ALREADY = "Deze partij staat al in het plan."
LEAD_STAYS = "Dit is de trekker. Draag het trekkerschap eerst over."


@transaction.atomic
def add_party(plan, *, by, **fields) -> Transformatiepartij:
    """Add a party with the fields of `FIELDS`; raise what `hold_to_write` raises, and `ValidationError` at the field."""
    plan = hold_to_write(plan, by=by)
    party = Transformatiepartij(plan=plan)
    _write(party, fields)
    record(
        TransformatieVerb.PARTY_ADDED, plan, by=by, detail=str(party), part_id=party.pk, after=_short(facts_of(party))
    )
    return party


@transaction.atomic
def change_party(party, *, by, version: int, **fields) -> Transformatiepartij:
    """Change a party that the person saw as it was at `version`; of the same again nothing is kept.

    Raises `OutdatedVersion` with the party as it stands, and what `add_party` raises.
    """
    plan, party = _hold(party, by)
    if version != party.version:
        raise OutdatedVersion(party)
    before = facts_of(party)
    _write(party, fields, version=party.version + 1)
    after = facts_of(party)
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    if not changed:
        Transformatiepartij.objects.filter(pk=party.pk).update(version=version)
        party.version = version
        return party
    record(
        TransformatieVerb.PARTY_CHANGED,
        plan,
        by=by,
        detail=str(party),
        part_id=party.pk,
        before=_short({name: before.get(name, "") for name in changed}),
        after=_short({name: after.get(name, "") for name in changed}),
    )
    return party


@transaction.atomic
def remove_party(party, *, by) -> None:
    """Take a party out of the plan.

    Raises what `hold_to_write` raises, and `ValidationError` for the lead, and where agreements, amounts or milestones name
    the party: the sentence says which.
    """
    plan, party = _hold(party, by)
    if party.is_lead:
        raise ValidationError(LEAD_STAYS)
    name, key, before = str(party), party.pk, _short(facts_of(party))
    try:
        party.delete()
    except RestrictedError as error:
        raise ValidationError(
            f"{name} staat nog bij {_counted(error.restricted_objects)}. Kies daar eerst een andere partij."
        ) from None
    record(TransformatieVerb.PARTY_REMOVED, plan, by=by, detail=name, part_id=key, before=before)


@transaction.atomic
def hand_over_lead(plan, *, by, to) -> Transformatiepartij:
    """Make the party `to` the lead, for who speaks for the lead now; answer it as it then stands.

    Raises `PermissionDenied`, and `ValidationError` where the plan is not written now, or `to` does not submit it or is an
    organisation that the portal does not know.
    """
    plan = locked(plan)
    if not rules.speaks_for_lead(by, plan):
        raise PermissionDenied("Alleen de trekker draagt het trekkerschap over.")
    if plan.status not in WRITABLE:
        raise ValidationError(rules.why_not_writable(by, plan))
    to = plan.partijen.filter(pk=to.pk).select_related("organisation").first()
    if to is None:
        raise ValidationError({"to": GONE})
    if to.part != Partijrol.INDIENER or to.organisation is None:
        raise ValidationError({"to": "De trekker dient het plan mee in, en staat in de lijst van organisaties."})
    if to.organisation.kind not in rules.STARTING_KINDS:
        raise ValidationError({"to": f"Een {to.organisation.get_kind_display()} kan geen trekker zijn."})
    if to.is_lead:
        return to
    before = plan.partijen.select_related("organisation").get(is_lead=True)
    # The database has one lead at any moment, so the old one goes first.
    for party, is_lead in ((before, False), (to, True)):
        party.is_lead, party.version = is_lead, party.version + 1
        party.save(update_fields=["is_lead", "version"])
    record(
        TransformatieVerb.LEAD_HANDED_OVER,
        plan,
        by=by,
        detail=str(to),
        part_id=to.pk,
        before={"trekker": str(before)},
        after={"trekker": str(to)},
    )
    return to


def _hold(party, by) -> tuple[Transformatieplan, Transformatiepartij]:
    plan = hold_to_write(party.plan, by=by)
    found = plan.partijen.filter(pk=party.pk).select_related("organisation").first()
    if found is None:
        raise ValidationError(GONE)
    found.plan = plan
    return plan, found


def _write(party: Transformatiepartij, fields: dict, version: int = 1) -> None:
    organisation_before = party.organisation_id
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"A party has no field {name}.")
        setattr(party, name, value)
    party.version, party.name = version, on_one_line(party.name)
    if not party.has_msb:
        party.msb_commitment = Commitment.GEEN
    _check(party, organisation_before)
    party.full_clean(exclude=["plan"], validate_constraints=False)
    try:
        party.validate_constraints()
    except ValidationError as error:
        raise ValidationError({"organisation": error.message_dict.get(NON_FIELD_ERRORS, error.messages)}) from None
    party.save()


def _check(party: Transformatiepartij, organisation_before: int | None) -> None:
    """Say of what does not fit at which field that is."""
    organisation = party.organisation
    if organisation is not None and party.name:
        raise ValidationError({"name": "Kies een organisatie uit de lijst, of vul haar naam in: niet allebei."})
    if organisation is None and not party.name:
        raise ValidationError({"organisation": "Kies een organisatie uit de lijst, of vul haar naam in."})
    if party.is_lead and (party.organisation_id != organisation_before or party.part != Partijrol.INDIENER):
        raise ValidationError({"part": LEAD_STAYS})
    if organisation is not None:
        _check_kind(organisation, party.part)
    else:
        _check_name(party)
    if party.part == Partijrol.GERAAKT and party.carries_urgency:
        raise ValidationError({"carries_urgency": "Wie het plan draagt, is betrokken. Kies dat hierboven."})
    if party.has_msb and party.sector != Sector.MSZ:
        raise ValidationError({"sector": "Een MSB hoort bij een ziekenhuis: kies medisch-specialistische zorg."})


def _check_kind(organisation: Organisation, part: str) -> None:
    if organisation.kind not in rules.PARTY_KINDS:
        raise ValidationError(
            {"organisation": f"Een {organisation.get_kind_display()} is geen partij: die beoordeelt of volgt plannen."}
        )
    if part == Partijrol.INDIENER and organisation.kind not in rules.STARTING_KINDS:
        raise ValidationError(
            {"part": f"Een {organisation.get_kind_display()} dient geen plan in, en kan wel meedoen."}
        )


def _check_name(party: Transformatiepartij) -> None:
    if Organisation.objects.filter(name__iexact=party.name, kind__in=rules.PARTY_KINDS).exists():
        raise ValidationError({"name": f"“{party.name}” staat in de lijst van organisaties: kies haar daar."})
    others = party.plan.partijen.exclude(pk=party.pk)
    if others.filter(name__iexact=party.name).exists():
        raise ValidationError({"name": ALREADY})


def _short(facts: dict[str, str]) -> dict[str, str]:
    """Answer the facts for the history, which keeps only the begin of a long text."""
    return {name: value if len(value) <= 200 else f"{value[:200]}…" for name, value in facts.items()}


def _counted(rows) -> str:
    """Answer what these rows are, in words: «afspraken (1) en bedragen bij mijlpalen (2)»."""
    counts = Counter(str(row._meta.verbose_name_plural) for row in rows)
    *others, last = [f"{name} ({count})" for name, count in sorted(counts.items())]
    return f"{', '.join(others)} en {last}" if others else last

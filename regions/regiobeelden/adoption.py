"""Moving a regiobeeld through its states; on adoption its content is frozen for good."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.moves import moving
from iza_portal.moves.table import Move
from iza_portal.writing.history.versions import keep_step
from iza_portal.writing.together.settling import behind, settle_for_good
from regions.figures import storing
from regions.models import AdoptedEdition, BeeldStatus, Regiobeeld
from regions.regiobeelden import rules
from regions.regiobeelden.content import content_of
from regions.regiobeelden.workflow import MOVES
from regions.verbs import BeeldVerb

#: The steps at which the texts are kept as they then were, and what that version is called.
KEPT = {
    BeeldStatus.LEESVERSIE: "De leesversie",
    BeeldStatus.BESPROKEN: "De versie die aan de regiotafel is besproken",
    BeeldStatus.VASTGESTELD: "De versie die de partijen vaststelden",
}


def moves_open_to(user, regiobeeld) -> list[Move]:
    """Answer what this person can do with the regiobeeld now: the buttons on its page."""
    return moving.moves_open_to(user, regiobeeld, moves=MOVES, may_move=rules.may_move)


@transaction.atomic
def move(regiobeeld, *, by, source, target, reason="", on=None, url="") -> Regiobeeld:
    """Move the regiobeeld from `source`, the state in which the person saw it, to `target`; decided on `on`, or today.

    `url` is where it stands on the national site, which publishing asks for. Raises what `moving.check_move` raises. A
    herijking makes a next edition: that is `starting.start_herijking`.
    """
    if target == BeeldStatus.HERIJKING:
        raise ValidationError("Zeg eerst welke editie u begint.")
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=regiobeeld.pk)
    # Whoever writes waits for this lock now: what the texts say here is what the step is about.
    settle_for_good(behind(regiobeeld.themes.all()))
    if target == BeeldStatus.GEPUBLICEERD:
        # The check before publishing looks at the address.
        regiobeeld.published_url = url
    step = moving.check_move(
        regiobeeld, moves=MOVES, may_move=rules.may_move, by=by, source=source, target=target, reason=reason, on=on
    )
    if step.asks_address and not url:
        raise ValidationError({"url": "Zet het beeld eerst op de landelijke site, en vul hier het adres in."})
    if target in KEPT:
        # Before the state is written: what is below an adopted regiobeeld does not change any more.
        keep_step(regiobeeld, by=by, step=target, name=KEPT[target])
    day = on or timezone.localdate()
    regiobeeld.status = target
    match target:
        case BeeldStatus.BESPROKEN:
            regiobeeld.discussed_on = day
        case BeeldStatus.VERRIJKING:
            regiobeeld.discussed_on = None
        case BeeldStatus.VASTGESTELD:
            if regiobeeld.discussed_on and day < regiobeeld.discussed_on:
                raise ValidationError({"on": "Deze dag ligt vóór de dag waarop het beeld is besproken."})
            regiobeeld.adopted_on = day
            _freeze(regiobeeld)
        case BeeldStatus.GEPUBLICEERD:
            regiobeeld.published_at = timezone.now()
    regiobeeld.save(update_fields=["status", "discussed_on", "adopted_on", "published_at", "published_url"])
    moving.record_move(BeeldVerb.MOVED, regiobeeld, step, by=by, reason=reason, on=day)
    return regiobeeld


def _freeze(regiobeeld: Regiobeeld) -> AdoptedEdition:
    """Keep the content as it is now, with its hash, for good."""
    # The figures of one moment: no file is processed while they are read.
    storing.lock()
    content = content_of(regiobeeld)
    return AdoptedEdition.objects.create(regiobeeld=regiobeeld, content=content, content_hash=hash_of(content))

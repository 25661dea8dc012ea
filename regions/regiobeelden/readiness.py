"""Saying that a theme is ready, or not yet."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.trail.recording import record
from regions.models import Regiobeeld, Theme
from regions.regiobeelden import rules
from regions.verbs import BeeldVerb


@transaction.atomic
def mark_ready(theme, *, by, is_ready: bool) -> Theme:
    """Note whether the theme is ready; its owner and who writes in it may say so. Saying it twice changes nothing."""
    regiobeeld = Regiobeeld.objects.select_for_update(no_key=True).get(pk=theme.regiobeeld_id)
    theme = Theme.objects.present().defer("body").filter(pk=theme.pk).first()
    if theme is None:
        raise ValidationError("Dit thema is intussen weggehaald.")
    if not rules.may_finish(by, regiobeeld, owner_id=theme.owner_id):
        raise PermissionDenied
    if theme.is_ready != is_ready:
        theme.is_ready = is_ready
        theme.save(update_fields=["is_ready"])
        verb = BeeldVerb.THEME_READY if is_ready else BeeldVerb.THEME_REOPENED
        record(verb, regiobeeld, by=by, detail=theme.title, part_id=theme.pk)
    return theme

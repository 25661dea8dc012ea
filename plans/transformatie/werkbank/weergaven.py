"""Views of the workbench that a person keeps: a name, and the filters as they were."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.accounts.models import User
from plans.models.transformatie import Weergave

#: So many can a person keep: they stand in a row above the list.
AT_MOST = 20
#: So long can the filters of one be, in characters.
QUERY_AT_MOST = Weergave._meta.get_field("query").max_length


@transaction.atomic
def keep_weergave(*, by, name: str, query: str) -> Weergave:
    """Keep the filters `query` under a name; `query` is `WerkbankFilter.chosen`, so nothing but filters is in it.

    Raises `ValidationError`: no filter is set, the name is taken, or there are `AT_MOST` already.
    """
    # The person's own row keeps two windows of theirs from passing the limit together.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not query:
        raise ValidationError("Kies eerst een filter. Zonder filters is er niets te bewaren.")
    if len(query) > QUERY_AT_MOST:
        raise ValidationError("Deze filters zijn samen te lang om te bewaren.")
    if Weergave.objects.filter(person=by).count() >= AT_MOST:
        raise ValidationError(f"U kunt {AT_MOST} weergaven bewaren. Haal er eerst een weg.")
    weergave = Weergave(person=by, name=name.strip(), query=query)
    weergave.full_clean()
    weergave.save()
    return weergave


@transaction.atomic
def rename_weergave(weergave: Weergave, *, by, name: str) -> Weergave:
    """Give a view of one's own another name. Raises `ValidationError` where that is taken."""
    weergave = _own(weergave, by)
    weergave.name = name.strip()
    weergave.full_clean()
    weergave.save(update_fields=["name"])
    return weergave


@transaction.atomic
def remove_weergave(weergave: Weergave, *, by) -> None:
    """Delete a view of one's own."""
    _own(weergave, by).delete()


def _own(weergave: Weergave, by) -> Weergave:
    if weergave.person_id != by.pk:
        raise PermissionDenied
    return Weergave.objects.select_for_update().get(pk=weergave.pk)

"""Reading notices: one's own, and nobody else's."""

from django.db.models import QuerySet
from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.notices.models import Notice


def unread_of(person: User) -> QuerySet[Notice]:
    """Answer what this person is still to read, the latest first."""
    return Notice.objects.filter(person=person).unread()


def mark_read(notice: Notice) -> None:
    """Note that the person read it; reading leaves no event, because nothing of what others see changes."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, by: User, up_to: int) -> int:
    """Note that the person read all of theirs up to and including the key `up_to`; answer how many there were.

    What came in after the page was shown stays unread.
    """
    return unread_of(by).filter(pk__lte=up_to).update(read_at=timezone.now())

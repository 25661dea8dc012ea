from django.db import models


class NoticeVerb(models.TextChoices):
    """What happens around notices; the phrase follows the person's name in the history."""

    WISHES_CHANGED = "berichten.wensen", "koos wanneer er e-mail komt"

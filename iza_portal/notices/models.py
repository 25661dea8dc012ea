from django.conf import settings
from django.db import models


class NoticeKind(models.TextChoices):
    """What a notice is about; each kind has its own wish."""

    GENOEMD = "genoemd", "u bent genoemd in een opmerking"
    REACTIE = "reactie", "een antwoord in een gesprek waaraan u meedoet"
    TOEGEWEZEN = "toegewezen", "iets is aan u toegewezen"
    TERMIJN = "termijn", "de datum van iets van u komt eraan, of is voorbij"


class Pace(models.TextChoices):
    """When somebody gets a mail about something."""

    DIRECT = "direct", "direct"
    DAGELIJKS = "dagelijks", "eens per dag, in één bericht"
    NIET = "niet", "niet"


class MailWishes(models.Model):
    """When a person gets mail about what happens around their name. Without a row: directly, and reminders daily."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_wishes")
    talk = models.CharField("genoemd worden en antwoorden", max_length=10, choices=Pace.choices, default=Pace.DIRECT)
    reminders = models.BooleanField("herinneringen", default=True)

    class Meta:
        verbose_name = "wensen voor berichten"

    def __str__(self):
        return f"{self.person_id}"


class Notice(models.Model):
    """Something that a person should know, until it was mailed or read: a sentence without personal data, and where it is.

    `key` keeps the same thing from being said twice: a reminder of one day, a mention in one comment.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    sentence = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bericht"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["at"], name="notice_to_mail", condition=models.Q(mailed_at=None)),
            models.Index(fields=["person", "-at"], name="notice_person"),
        ]

    def __str__(self):
        return self.sentence

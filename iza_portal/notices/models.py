from django.conf import settings
from django.db import models


class NoticeKind(models.TextChoices):
    """What a notice is about; each kind has its own wish."""

    GENOEMD = "genoemd", "u bent genoemd in een opmerking"
    REACTIE = "reactie", "een antwoord op een opmerking of voorstel"
    TOEGEWEZEN = "toegewezen", "iets is aan u toegewezen"
    TERMIJN = "termijn", "de datum van iets van u komt eraan, of is voorbij"


class Pace(models.TextChoices):
    """When somebody gets a mail about something."""

    DIRECT = "direct", "direct"
    DAGELIJKS = "dagelijks", "eens per dag, in één bericht"
    NIET = "niet", "niet"


class MailWishes(models.Model):
    """When a person gets mail about what happens around their name. Without a row: directly, and reminders daily.

    `talk` is about being mentioned and answered. `reminders` is about dates and about what is given to the person to do:
    that comes once a day or not at all.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_wishes")
    talk = models.CharField("genoemd worden en antwoorden", max_length=10, choices=Pace.choices, default=Pace.DIRECT)
    reminders = models.BooleanField("herinneringen", default=True)

    class Meta:
        verbose_name = "wensen voor berichten"

    def __str__(self):
        return f"{self.person_id}"


class NoticeQuerySet(models.QuerySet):
    def to_mail(self):
        """Those that are still to be mailed: not read meanwhile, of people who may sign in."""
        return self.filter(mailed_at=None, read_at=None, person__is_active=True).exclude(pace=Pace.NIET)

    def unread(self):
        """Those that a person is still to read. A date is no news: «Mijn werk» lists what is due by itself."""
        return self.filter(read_at=None).exclude(kind=NoticeKind.TERMIJN)


class Notice(models.Model):
    """Something that a person should know, until it was mailed or read: a sentence without personal data, and where it is.

    `path` is an address of the portal itself. `key` keeps the same thing from being said twice: a mention in one comment, a
    reminder of one date. `pace` is when it is mailed, by what the person wished when it was told.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    sentence = models.CharField(max_length=500)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    pace = models.CharField(max_length=10, choices=Pace.choices)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["at"], name="notice_to_mail", condition=models.Q(mailed_at=None, read_at=None)),
            models.Index(fields=["person", "-at"], name="notice_person"),
        ]

    def __str__(self):
        return self.sentence


class DigestDay(models.Model):
    """That the digests of a day were made up: it is done once, by whichever worker is first."""

    day = models.DateField(primary_key=True)

    class Meta:
        verbose_name = "dag met dagberichten"

    def __str__(self):
        return f"{self.day}"


class Digest(models.Model):
    """One mail to one person on one day, with all that is to be said. `ended_at`: when it was mailed, or was empty."""

    day = models.ForeignKey(DigestDay, models.CASCADE, related_name="digests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "dagbericht"
        constraints = [models.UniqueConstraint(fields=["day", "person"], name="digest_once_a_day")]

    def __str__(self):
        return f"{self.day_id}: {self.person_id}"

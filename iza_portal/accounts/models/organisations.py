from django.conf import settings
from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """What kind of party an organisation is at a regional table (domain: IZA, section F)."""

    GEMEENTE = "gemeente", "gemeente"
    ZORGVERZEKERAAR = "zorgverzekeraar", "zorgverzekeraar"
    ZORGKANTOOR = "zorgkantoor", "zorgkantoor"
    ZORGAANBIEDER = "zorgaanbieder", "zorgaanbieder"
    GGD = "ggd", "GGD"
    BURGERS = "burgers", "burger- of patiëntvertegenwoordiging"
    OPENBAAR_LICHAAM = "openbaar_lichaam", "openbaar lichaam"
    LANDELIJK = "landelijk", "landelijke partij"


class Function(models.TextChoices):
    """What a person does at an organisation. With the organisation's part in a region it gives a person's rights."""

    MEDEWERKER = "medewerker", "medewerker"
    BESTUURDER = "bestuurder", "bestuurder"
    REGIOCOORDINATOR = "regiocoordinator", "regiocoördinator"
    KASSIER = "kassier", "kassier"
    BEOORDELAAR = "beoordelaar", "beoordelaar"
    BEHEERDER = "beheerder", "beheerder van de organisatie"


class Organisation(models.Model):
    """A party that people act for: a municipality, an insurer, a GGD, a body of patients."""

    kind = models.CharField("soort", max_length=20, choices=Kind.choices)
    name = models.CharField("naam", max_length=200)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        through_fields=("organisation", "user"),
        related_name="organisations",
    )

    class Meta:
        verbose_name = "organisatie"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="organisation_unique")]

    def __str__(self):
        return f"Gemeente {self.name}" if self.kind == Kind.GEMEENTE else self.name


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)


class Membership(models.Model):
    """A person acts for an organisation in one function, from `created_at` until `ended_at` (empty: still)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    function = models.CharField("functie", max_length=20, choices=Function.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "function"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "function"], condition=Q(ended_at=None), name="membership_active_once"
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_function_display()} bij {self.organisation}"

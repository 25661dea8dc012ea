"""How the kassier proposes to divide a year's money over regional activities and municipalities, and who agreed."""

from uuid import UUID, uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.budgetten import Budget
from funding.models.grootboek import MOST, Boekstuk, Budgetregel
from iza_portal.trail import freezing
from iza_portal.trail.models import never_emptied
from regions.models import Municipality

#: In which a proposal is no longer written.
_PUT = ["voorgelegd", "verwerkt", "ingetrokken"]
_OF_REGEL = "SELECT voorstel_id FROM funding_verdeelregel WHERE id = it.regel_id"


def _frozen(parent: str) -> list[pgtrigger.Trigger]:
    return freezing.frozen(
        parent, table="funding_verdeelvoorstel", states=_PUT, sentence="What municipalities agree to never changes"
    )


class Voorstelstand(models.TextChoices):
    """Where a proposal stands."""

    CONCEPT = "concept", "concept"
    VOORGELEGD = "voorgelegd", "voorgelegd aan de gemeenten"
    VERWERKT = "verwerkt", "verwerkt in de verdeling"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class Verdeelvoorstel(models.Model):
    """A proposal of the kassier to divide the money of a year, whole: its rows are how the division stands afterwards.

    Once it is put to the municipalities nothing of it changes. When all agreed it is booked as the difference with the
    division before it (`boekstuk`). One proposal a year can be open.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="voorstellen")
    year = models.PositiveSmallIntegerField("jaar")
    number = models.PositiveSmallIntegerField("nummer")
    status = models.CharField("stand", max_length=12, choices=Voorstelstand.choices, default=Voorstelstand.CONCEPT)
    note = models.TextField("toelichting", blank=True)
    due_on = models.DateField("reageren tot en met", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    put_at = models.DateTimeField("voorgelegd op", null=True, blank=True)
    withdrawn_reason = models.TextField("waarom ingetrokken", blank=True)
    boekstuk = models.OneToOneField(Boekstuk, models.PROTECT, null=True, blank=True, related_name="verdeelvoorstel")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "verdeelvoorstel"
        verbose_name_plural = "verdeelvoorstellen"
        ordering = ["budget", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "year", "number"], name="verdeelvoorstel_once"),
            models.UniqueConstraint(
                fields=["budget", "year"],
                condition=Q(status__in=["concept", "voorgelegd"]),
                name="verdeelvoorstel_one_open",
            ),
            models.CheckConstraint(
                name="verdeelvoorstel_booked_when_done",
                condition=Q(status="verwerkt", boekstuk__isnull=False) | (~Q(status="verwerkt") & Q(boekstuk=None)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="done_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=["verwerkt", "ingetrokken"]),
            ),
            never_emptied("Proposals are kept for good"),
        ]

    def __str__(self):
        return f"Verdeelvoorstel {self.year}, nummer {self.number}"

    def get_absolute_url(self):
        return f"/geld/budgetten/{self.budget_id}/voorstellen/{self.pk}/"


class Verdeelregel(models.Model):
    """What a proposal gives to one line of the budget: a regional activity, or the local part of a municipality; eurocents.

    `aandelen` says which part of it is of which municipality: together they are `cents`, to the cent. `title` (empty: as it
    is) and, where it `sets_opgave`, `opgave_key` are what the line gets when the proposal is booked.
    """

    voorstel = models.ForeignKey(Verdeelvoorstel, models.CASCADE, related_name="regels")
    key = models.UUIDField(default=uuid4, editable=False)
    regel = models.ForeignKey(Budgetregel, models.PROTECT, related_name="+", verbose_name="regel van het budget")
    cents = models.BigIntegerField("bedrag in centen")
    note = models.CharField("toelichting", max_length=300, blank=True)
    title = models.CharField("waarvoor", max_length=200, blank=True)
    opgave_key = models.UUIDField("opgave", null=True, blank=True)
    sets_opgave = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "regel van een verdeelvoorstel"
        verbose_name_plural = "regels van een verdeelvoorstel"
        ordering = ["voorstel", "regel__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["voorstel", "regel"], name="verdeelregel_once"),
            models.CheckConstraint(name="verdeelregel_is_money", condition=Q(cents__gte=0, cents__lte=MOST)),
        ]
        triggers = [
            *_frozen("it.voorstel_id"),
            pgtrigger.Trigger(
                name="shares_add_up",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT FROM funding_verdeelregel WHERE id = NEW.id AND cents <> (
                        SELECT coalesce(sum(cents), 0) FROM funding_verdeelaandeel WHERE regel_id = NEW.id
                    )) THEN
                        RAISE EXCEPTION 'The shares of a line do not add up to it (%)', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.regel_id}: {self.cents}"

    @property
    def name(self) -> str:
        """What the line is called when the proposal is booked."""
        return self.title or self.regel.title

    @property
    def opgave(self) -> UUID | None:
        """The key of the opgave that the line is for when the proposal is booked."""
        return self.opgave_key if self.sets_opgave else self.regel.opgave_key


class Verdeelaandeel(models.Model):
    """Which part of a line of a proposal is of one municipality, in eurocents."""

    regel = models.ForeignKey(Verdeelregel, models.CASCADE, related_name="aandelen")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    cents = models.BigIntegerField("bedrag in centen")

    class Meta:
        verbose_name = "aandeel van een gemeente"
        verbose_name_plural = "aandelen van gemeenten"
        ordering = ["regel", "municipality"]
        constraints = [
            models.UniqueConstraint(fields=["regel", "municipality"], name="verdeelaandeel_once"),
            models.CheckConstraint(name="verdeelaandeel_not_negative", condition=Q(cents__gte=0)),
        ]
        triggers = [
            *_frozen(_OF_REGEL),
            pgtrigger.Trigger(
                name="adds_up_to_its_line",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT FROM funding_verdeelregel regel WHERE id = coalesce(NEW.regel_id, OLD.regel_id)
                        AND cents <> (
                            SELECT coalesce(sum(cents), 0) FROM funding_verdeelaandeel WHERE regel_id = regel.id
                        )) THEN
                        RAISE EXCEPTION 'The shares of a line do not add up to it (%)', coalesce(NEW.regel_id, OLD.regel_id);
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.municipality_id}: {self.cents}"


class Antwoord(models.TextChoices):
    """What a municipality says of a proposal."""

    AKKOORD = "akkoord", "akkoord"
    NIET_AKKOORD = "niet_akkoord", "niet akkoord"


class Instemming(models.Model):
    """That a municipality is asked to agree to a proposal, and what it answered: it can change that until it is booked."""

    voorstel = models.ForeignKey(Verdeelvoorstel, models.PROTECT, related_name="instemmingen")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="gemeente")
    answer = models.CharField("antwoord", max_length=12, choices=Antwoord.choices, blank=True)
    reason = models.TextField("toelichting", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("geantwoord op", null=True, blank=True)

    class Meta:
        verbose_name = "instemming van een gemeente"
        verbose_name_plural = "instemmingen van gemeenten"
        ordering = ["voorstel", "municipality"]
        constraints = [
            models.UniqueConstraint(fields=["voorstel", "municipality"], name="instemming_once"),
            models.CheckConstraint(name="instemming_says_why", condition=~Q(answer="niet_akkoord") | ~Q(reason="")),
            models.CheckConstraint(name="instemming_of_somebody", condition=Q(answer="") | Q(by__isnull=False)),
        ]
        triggers = [
            *freezing.frozen(
                "it.voorstel_id",
                table="funding_verdeelvoorstel",
                states=["verwerkt", "ingetrokken"],
                sentence="What was agreed to stays",
            )
        ]

    def __str__(self):
        return f"{self.municipality_id}: {self.answer or 'open'}"

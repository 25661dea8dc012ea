"""Who got money out of which scheme: budgets, the decisions that grant them, and their papers and mandates."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.regelingen import Regeling
from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import never_emptied
from plans.models.pdfs import AddedPdf
from plans.models.transformatie.kaders import PublishedOrDecided
from plans.models.transformatie.plannen import Transformatieplan
from regions.models import Mandaatregio, Municipality


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `funding.rules.may_see` lets see, as a filter."""
        from funding.rules import visible_budgets

        return visible_budgets(self, user)


class Budget(models.Model):
    """What one receiver has out of one scheme: a mandaatregio, a municipality, or a party of a transformatieplan.

    `holder` is who gets the money and accounts for it: the mandaathouder (kassier), the municipality itself, the penvoerder
    or party. All that happens to the money of a budget comes one after the other: each act holds this row first.
    """

    regeling = models.ForeignKey(Regeling, models.PROTECT, related_name="budgetten")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="budgetten", verbose_name="ontvanger")
    mandaatregio = models.ForeignKey(Mandaatregio, models.PROTECT, null=True, blank=True, related_name="budgetten")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="budgetten")
    plan = models.ForeignKey(Transformatieplan, models.PROTECT, null=True, blank=True, related_name="budgetten")

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = "budget"
        verbose_name_plural = "budgetten"
        ordering = ["regeling", "pk"]
        constraints = [
            models.CheckConstraint(
                name="budget_of_one_receiver",
                condition=(
                    Q(mandaatregio__isnull=False, municipality=None, plan=None)
                    | Q(mandaatregio=None, municipality__isnull=False, plan=None)
                    | Q(mandaatregio=None, municipality=None, plan__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["regeling", "mandaatregio"],
                condition=Q(mandaatregio__isnull=False),
                name="budget_of_region_once",
            ),
            models.UniqueConstraint(
                fields=["regeling", "municipality"],
                condition=Q(municipality__isnull=False),
                name="budget_of_municipality_once",
            ),
            models.UniqueConstraint(
                fields=["regeling", "plan", "holder"], condition=Q(plan__isnull=False), name="budget_of_party_once"
            ),
        ]

    def __str__(self):
        return f"{self.regeling} {self.receiver}"

    def get_absolute_url(self):
        return f"/geld/budgetten/{self.pk}/"

    @property
    def receiver(self):
        """The mandaatregio, the municipality or the plan that it is of."""
        return self.mandaatregio or self.municipality or self.plan


class Geldstuk(AddedPdf):
    """A PDF that was added to a budget: a decision, a mandate, an invoice. Looked at first, kept for good."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="stukken")

    class Meta(AddedPdf.Meta):
        verbose_name = "stuk bij een budget"
        verbose_name_plural = "stukken bij een budget"


class Beschikkingsoort(models.TextChoices):
    """What a decision on a grant does."""

    VERLENING = "verlening", "verlening"
    WIJZIGING = "wijziging", "wijziging"
    VASTSTELLING = "vaststelling", "vaststelling"


class Beschikking(PublishedOrDecided):
    """A decision by which a budget gets money for a year, or less of it: `cents` is what it changes, in eurocents.

    The first one grants; what changes later is a next decision, so history stays. It is booked by `boekstuk`, and by none
    where a year is settled at what was granted. Read from the published annex (`source`), or noted by who keeps the budget
    (`by`, with the paper). Only added to.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="beschikkingen")
    boekstuk = models.OneToOneField(
        "funding.Boekstuk", models.PROTECT, null=True, blank=True, related_name="beschikking"
    )
    kind = models.CharField("soort", max_length=15, choices=Beschikkingsoort.choices)
    year = models.PositiveSmallIntegerField("voor het jaar")
    cents = models.BigIntegerField("bedrag in centen")
    number = models.CharField("kenmerk", max_length=80, blank=True)
    on = models.DateField("van")
    note = models.CharField("toelichting", max_length=500, blank=True)
    stuk = models.ForeignKey(Geldstuk, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "beschikking"
        verbose_name_plural = "beschikkingen"
        ordering = ["budget", "year", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="beschikking_booked_where_it_changes",
                condition=(Q(boekstuk__isnull=False) & ~Q(cents=0) | Q(boekstuk=None, cents=0, kind="vaststelling")),
            ),
            models.CheckConstraint(
                name="beschikking_grants_what_is_there", condition=~Q(kind="verlening") | Q(cents__gt=0)
            ),
            models.UniqueConstraint(
                fields=["budget", "year"], condition=Q(kind="verlening"), name="beschikking_granted_once"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="says_what_was_booked",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF NEW.boekstuk_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM funding_boekstuk boekstuk
                        WHERE boekstuk.id = NEW.boekstuk_id AND boekstuk.act = 'beschikking'
                            AND boekstuk.budget_id = NEW.budget_id AND boekstuk.cents = NEW.cents
                            AND NOT EXISTS (
                                SELECT FROM funding_boeking boeking WHERE boeking.boekstuk_id = boekstuk.id
                                    AND (boeking.soort <> 'verlening' OR boeking.year <> NEW.year)
                            )
                    ) THEN
                        RAISE EXCEPTION 'A decision says what was booked by it (%)', NEW.id;
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Decisions on grants are kept for good"),
        ]

    def __str__(self):
        return f"{self.budget_id} {self.year}: {self.cents}"

    @property
    def change(self) -> Decimal:
        """What it changes, in euros."""
        return self.cents / Decimal(100)


class Machtiging(models.Model):
    """That the kassier may spend in the name of a municipality, from `from_on` up to `until_on` included (empty: still).

    Written by the municipality, with the decision as `stuk` (domain: D2). Without it nothing is spent in its name: the
    ledger's trigger asks it. Only its end is ever filled in.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="machtigingen")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="machtigingen", verbose_name="gemeente")
    stuk = models.ForeignKey(Geldstuk, models.PROTECT, related_name="+", verbose_name="besluit")
    from_on = models.DateField("vanaf")
    until_on = models.DateField("tot en met", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "machtiging van een gemeente"
        verbose_name_plural = "machtigingen van gemeenten"
        ordering = ["budget", "municipality", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "municipality"], condition=Q(until_on=None), name="machtiging_one_open"
            ),
            models.CheckConstraint(
                name="machtiging_ends_after_start", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="only_ends",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.until_on IS NOT NULL OR (OLD.budget_id, OLD.municipality_id, OLD.stuk_id, OLD.from_on, OLD.by_id)"
                    " IS DISTINCT FROM (NEW.budget_id, NEW.municipality_id, NEW.stuk_id, NEW.from_on, NEW.by_id)"
                ),
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied("Mandates are kept for good"),
        ]

    def __str__(self):
        return f"{self.municipality_id}: {self.from_on}"

"""Applications of municipalities for the SPUK transformatiemiddelen, by which they get their part of the money of a plan."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.grootboek import MOST
from iza_portal.accounts.models import Kind, Organisation
from iza_portal.trail import freezing
from iza_portal.trail.models import never_emptied
from plans.models.transformatie import (
    Mijlpaalbedrag,
    Partijrol,
    Transformatiepartij,
    Transformatieplan,
    Transformatiestuk,
)

#: Who of the parties of a plan does it, and so gets its money.
DOING = [Partijrol.INDIENER, Partijrol.BETROKKEN]
_OF_REGEL = "SELECT aanvraag_id FROM funding_aanvraagdeelnemer WHERE id = it.deelnemer_id"


def _frozen(parent: str) -> list[pgtrigger.Trigger]:
    return freezing.frozen(
        parent, table="funding_spukaanvraag", states=["ingediend"], sentence="What was applied for stays as it is"
    )


class Aanvraagstand(models.TextChoices):
    """Where an application stands: it is written, or it was handed in at DUS-I."""

    CONCEPT = "concept", "concept"
    INGEDIEND = "ingediend", "ingediend"


class SpukAanvraagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that this person may read: who works, under any hat, for a municipality that does the plan.

        The same as `funding.rules.may_see_application`, as a filter.
        """
        if not user.is_authenticated:
            return self.none()
        own = {each.organisation_id for each in user.active_memberships}
        parties = Transformatiepartij.objects.filter(
            organisation__in=own, organisation__kind=Kind.GEMEENTE, part__in=DOING
        )
        return self.filter(plan__in=parties.values("plan"))


class SpukAanvraag(models.Model):
    """The application of one municipality for its part of a plan; for others too when it is their penvoerder (domain: D3).

    `aanvrager` is the organisation of the municipality that applies, one of its `deelnemers`. `overeenkomst` is the copy of
    the agreement on the plan, with its milestones and amounts. It is handed in at the Subsidieplatform, not here: on
    `submitted_on`, and `reference` is the number (kenmerk) that DUS-I gave it. From then on nothing of it changes. `version`
    counts all changes below it.
    """

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="spuk_aanvragen")
    aanvrager = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="aanvrager")
    overeenkomst = models.ForeignKey(
        Transformatiestuk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="overeenkomst"
    )
    status = models.CharField("stand", max_length=10, choices=Aanvraagstand.choices, default=Aanvraagstand.CONCEPT)
    submitted_on = models.DateField("ingediend op", null=True, blank=True)
    reference = models.CharField("kenmerk van DUS-I", max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("begonnen op", auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = SpukAanvraagQuerySet.as_manager()

    class Meta:
        verbose_name = "aanvraag voor de SPUK transformatiemiddelen"
        verbose_name_plural = "aanvragen voor de SPUK transformatiemiddelen"
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "aanvrager"], name="spukaanvraag_once"),
            models.CheckConstraint(
                name="spukaanvraag_says_when_submitted",
                condition=Q(status="concept", submitted_on=None, reference="")
                | Q(status="ingediend", submitted_on__isnull=False, overeenkomst__isnull=False) & ~Q(reference=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="submitted_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="ingediend"),
            ),
            # One that is written as handed in at once would pass by what is looked at when it is.
            pgtrigger.Protect(
                name="begins_as_concept",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__status="ingediend"),
            ),
            pgtrigger.Trigger(
                name="submitted_fits",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status="concept", new__status="ingediend"),
                func="""
                    IF EXISTS (
                        SELECT FROM funding_aanvraagdeelnemer deelnemer
                        JOIN plans_mijlpaalbedrag bedrag ON bedrag.partij_id = deelnemer.partij_id
                        LEFT JOIN funding_begrotingsregel regel ON regel.bedrag_id = bedrag.id
                        WHERE deelnemer.aanvraag_id = NEW.id
                        GROUP BY bedrag.id
                        HAVING coalesce(sum(regel.costs - regel.revenues), 0) <> bedrag.amount * 100
                            OR bool_or(regel.id IS NOT NULL AND regel.revenues IS NULL)
                    ) OR EXISTS (
                        SELECT FROM funding_aanvraagdeelnemer deelnemer
                        JOIN plans_transformatiepartij partij ON partij.id = deelnemer.partij_id
                        WHERE deelnemer.aanvraag_id = NEW.id AND deelnemer.bewijs_id IS NULL
                            AND partij.organisation_id <> NEW.aanvrager_id
                    ) THEN
                        RAISE EXCEPTION 'What is handed in fits its milestones, with the proof of each other (%)', NEW.id;
                    END IF;
                    RETURN NEW;
                """,
            ),
            never_emptied("What was applied for stays as it is"),
        ]

    def __str__(self):
        return f"SPUK-aanvraag van {self.aanvrager}"

    def get_absolute_url(self):
        return f"/geld/transformatieplannen/{self.plan_id}/spuk/{self.pk}/"


class Aanvraagdeelnemer(models.Model):
    """A municipality that an application is for: a party of the plan, in one application of it at most.

    `bewijs` is the written proof that it lets the aanvrager apply for it; the aanvrager itself needs none.
    """

    aanvraag = models.ForeignKey(SpukAanvraag, models.CASCADE, related_name="deelnemers")
    partij = models.OneToOneField(
        Transformatiepartij, models.PROTECT, related_name="spuk_deelname", verbose_name="gemeente"
    )
    bewijs = models.ForeignKey(
        Transformatiestuk,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bewijs van penvoerderschap",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    class Meta:
        verbose_name = "gemeente in een aanvraag"
        verbose_name_plural = "gemeenten in een aanvraag"
        ordering = ["aanvraag", "pk"]
        triggers = [
            *_frozen("it.aanvraag_id"),
            pgtrigger.Trigger(
                name="is_a_municipality_of_the_plan",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM plans_transformatiepartij partij
                        JOIN funding_spukaanvraag aanvraag ON aanvraag.plan_id = partij.plan_id
                        JOIN accounts_organisation organisation ON organisation.id = partij.organisation_id
                        WHERE partij.id = NEW.partij_id AND aanvraag.id = NEW.aanvraag_id
                            AND partij.part IN ('indiener', 'betrokken') AND organisation.kind = 'gemeente'
                    ) THEN
                        RAISE EXCEPTION 'Only a municipality that does the plan is in an application (%)', NEW.partij_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.aanvraag_id}: {self.partij_id}"


class Begrotingsregel(models.Model):
    """A line of the budget of an application: what a municipality does in a year for an amount at a milestone; eurocents.

    `revenues` is what it brings in; 0 is nothing, and None is that nobody said it yet. What is asked is `costs` less
    `revenues`: over the lines of an amount together exactly that amount.
    """

    deelnemer = models.ForeignKey(Aanvraagdeelnemer, models.CASCADE, related_name="regels")
    bedrag = models.ForeignKey(
        Mijlpaalbedrag, models.PROTECT, related_name="begrotingsregels", verbose_name="bedrag bij de mijlpaal"
    )
    position = models.PositiveSmallIntegerField("plaats")
    activity = models.CharField("activiteit", max_length=300)
    year = models.PositiveSmallIntegerField("jaar")
    costs = models.BigIntegerField("kosten in centen")
    revenues = models.BigIntegerField("opbrengsten in centen", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "regel van de begroting"
        verbose_name_plural = "regels van de begroting"
        ordering = ["deelnemer", "bedrag__mijlpaal__position", "bedrag", "year", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="begrotingsregel_is_money", condition=Q(costs__gt=0, costs__lte=MOST) & ~Q(activity="")
            ),
            models.CheckConstraint(
                name="begrotingsregel_asks_something",
                condition=Q(revenues=None) | Q(revenues__gte=0, revenues__lte=F("costs")),
            ),
            models.CheckConstraint(name="begrotingsregel_year", condition=Q(year__gte=2000, year__lte=2100)),
        ]
        triggers = [
            *_frozen(_OF_REGEL),
            pgtrigger.Trigger(
                name="is_about_its_municipality",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM funding_aanvraagdeelnemer deelnemer
                        JOIN plans_mijlpaalbedrag bedrag ON bedrag.partij_id = deelnemer.partij_id
                        WHERE deelnemer.id = NEW.deelnemer_id AND bedrag.id = NEW.bedrag_id
                    ) THEN
                        RAISE EXCEPTION 'A line is about an amount of its own municipality (%)', NEW.bedrag_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.activity}"

"""The consultation of a plan: a reading version goes to named parties, they react, and every reaction gets an answer.

Reactions stand beside the plan and never in it: no page for readers, no dossier and no frozen content holds one.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import never_emptied
from plans.models.regioplannen import Regioplan
from regions.models import Handling, Stance

KEPT = "What parties said of a plan is kept"


class ConsultatieQuerySet(models.QuerySet):
    def brief(self):
        """Without the reading version, which weighs more than all the rest, and what changed since."""
        return self.defer("content", "changes")


class Consultatie(models.Model):
    """A round of consultation: a question to named parties about a reading version of the plan, with a term.

    `content` is the plan as it was when the round opened (`plans.content.content_of`, without the check), `content_hash`
    the SHA-256 of it; neither ever changes. Parties react until and including `due_on`, unless reacting was `ended_at`
    before that, and can expect their answers by `answer_due_on`. From `accounted_at` on, when the `account` was given and
    `changes` kept what the plan then said other (`plans.consultaties.changes`), nothing of the round changes any more.
    `version` counts the changes of the term and of who is asked.
    """

    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="consultaties")
    number = models.PositiveSmallIntegerField("nummer")
    content = models.JSONField("leesversie")
    content_hash = models.CharField("kenmerk van de leesversie", max_length=64)
    question = models.TextField("vraag")
    opened_at = models.DateTimeField("geopend op")
    due_on = models.DateField("reageren tot en met")
    answer_due_on = models.DateField("antwoord uiterlijk", null=True, blank=True)
    ended_at = models.DateTimeField("reageren gestopt op", null=True, blank=True)
    account = models.TextField("verantwoording", blank=True)
    changes = models.JSONField("wat veranderde", null=True)
    accounted_at = models.DateTimeField("verantwoord op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    parties = models.ManyToManyField(
        Organisation, through="ConsultatiePartij", related_name="consultaties", verbose_name="gevraagde partijen"
    )

    objects = ConsultatieQuerySet.as_manager()

    class Meta:
        verbose_name = "consultatie"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="consultatie_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(accounted_at=None), name="consultatie_one_open"),
            models.CheckConstraint(name="consultatie_accounts", condition=Q(accounted_at=None) | ~Q(account="")),
            models.CheckConstraint(
                name="consultatie_answers_after",
                condition=Q(answer_due_on=None) | Q(answer_due_on__gte=F("due_on")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reading_version_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("plan", "number", "content", "content_hash", "opened_at"),
            ),
            pgtrigger.Protect(
                name="accounted_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__accounted_at__isnull=False),
            ),
            never_emptied(KEPT),
        ]

    def __str__(self):
        return f"Consultatie {self.number}"

    def get_absolute_url(self):
        return f"/plannen/{self.plan_id}/consultaties/{self.number}/"

    @property
    def takes_reactions(self) -> bool:
        """Can parties react today?"""
        return self.accounted_at is None and self.ended_at is None and timezone.localdate() <= self.due_on


def _as_the_round(name: str) -> list[pgtrigger.Trigger]:
    """Make the triggers that refuse every change of rows of a round that was accounted for."""
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            declare=[("it", "RECORD"), ("ended", "TIMESTAMPTZ")],
            func=f"""
                FOR side IN 1..2 LOOP
                    CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');
                    IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;
                    SELECT accounted_at INTO ended FROM plans_consultatie WHERE id = it.consultatie_id FOR SHARE;
                    IF ended IS NOT NULL THEN
                        RAISE EXCEPTION '{KEPT} (%)', TG_TABLE_NAME;
                    END IF;
                END LOOP;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            """,  # noqa: S608 (nothing of a person is in it)
        ),
        never_emptied(KEPT),
    ]


class ConsultatiePartij(models.Model):
    """A party that a round asks. `done_at`: when it said that its reaction is complete; that may be without remarks."""

    consultatie = models.ForeignKey(Consultatie, models.CASCADE, related_name="asked")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisatie")
    done_at = models.DateTimeField("reactie compleet op", null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "gevraagde partij"
        constraints = [models.UniqueConstraint(fields=["consultatie", "organisation"], name="consultatie_partij_once")]
        triggers = _as_the_round("partij_stays_as_accounted")

    def __str__(self):
        return f"{self.consultatie_id}: {self.organisation_id}"


class About(models.TextChoices):
    """What a reaction is about."""

    PLAN = "plan", "het plan als geheel"
    ONDERDEEL = "onderdeel", "een onderdeel"
    OPGAVE = "opgave", "een opgave"


class Consultatiereactie(models.Model):
    """What a party says of a place in the reading version, and what the region did with it.

    The place is kept by its `key`, the same as that of the section or opgave, and by its title as the reading version had
    it: so a reaction stays when the section or opgave is taken out of the plan. To disagree or to add takes words; the
    answer takes words too, unless the party agrees. `version` counts the changes, of the party's words and of the answer
    alike.
    """

    consultatie = models.ForeignKey(Consultatie, models.CASCADE, related_name="reacties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisatie")
    about = models.CharField("gaat over", max_length=10, choices=About.choices)
    key = models.UUIDField(null=True, blank=True)
    # In the order of the reading version.
    place = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("onderwerp", max_length=300)
    stance = models.CharField("reactie", max_length=12, choices=Stance.choices)
    text = models.TextField("toelichting", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gereageerd op")
    handling = models.CharField("afhandeling", max_length=15, choices=Handling.choices, blank=True)
    answer = models.TextField("antwoord", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("beantwoord op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "reactie"
        verbose_name_plural = "reacties"
        ordering = ["place", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="consultatiereactie_has_a_place",
                condition=Q(about="plan", key=None) | (~Q(about="plan") & Q(key__isnull=False)),
            ),
            models.CheckConstraint(name="consultatiereactie_has_words", condition=Q(stance="eens") | ~Q(text="")),
            models.CheckConstraint(
                name="consultatiereactie_has_a_motive",
                condition=Q(handling="") | Q(stance="eens") | ~Q(answer=""),
            ),
        ]
        triggers = _as_the_round("reactie_stays_as_accounted")

    def __str__(self):
        return f"{self.organisation_id} over “{self.title}”"

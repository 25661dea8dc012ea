"""Adopting a plan: what was laid before the colleges and boards, kept for good, and what each of them decided."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import kept_for_good
from plans.models.papers import Paper
from plans.models.pdfs import MadePdf
from plans.models.regioplannen import Regioplan
from plans.workflow import BESLUIT_MOVES, BesluitStatus


class Vaststellingsversie(models.Model):
    """A plan as the regiotafel agreed to it, and as colleges and boards decide on it: all that is shown of it, as JSON.

    A plan that was taken back and agreed to again has more than one, by `number`; the last counts. `content` is what its
    pages and its dossier show, and what the check said, which no page for readers shows. `content_hash` is the SHA-256 of
    it as canonical JSON. Nobody can change or delete it, an administrator with SQL included.
    """

    plan = models.ForeignKey(Regioplan, models.PROTECT, related_name="vaststellingsversies")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "vaststellingsversie"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="vaststellingsversie_once")]
        triggers = kept_for_good("What was adopted is kept for good")

    def __str__(self):
        return f"{self.plan_id}: {self.content_hash[:8]}"


class VaststellingsPdf(MadePdf):
    """The PDF of a vaststellingsversie, made once by a worker and kept for good; `sha256` is of `content`."""

    versie = models.OneToOneField(Vaststellingsversie, models.PROTECT, related_name="pdf")

    class Meta:
        verbose_name = "PDF van een vaststellingsversie"
        triggers = kept_for_good("What was adopted is kept for good")


class Orgaan(models.TextChoices):
    """Who decides in an organisation."""

    COLLEGE = "college", "college van burgemeester en wethouders"
    RAAD = "raad", "gemeenteraad"
    BESTUUR = "bestuur", "bestuur"
    RAAD_VAN_BESTUUR = "raad_van_bestuur", "raad van bestuur"


class Besluit(models.Model):
    """What one college, board or council decides on a vaststellingsversie.

    `is_required`: the plan is not adopted without it. `due_on` is the term that the region set. What is recorded of it
    stands in `decided_on`, `number`, `remark` (also the reason of a no) and `paper`; `recorded_by` is who noted it.
    `version` counts the changes. The state moves through `plans.vaststelling` alone, and by the table of moves.
    """

    versie = models.ForeignKey(Vaststellingsversie, models.PROTECT, related_name="besluiten")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="besluiten", verbose_name="organisatie")
    orgaan = models.CharField("orgaan", max_length=20, choices=Orgaan.choices)
    is_required = models.BooleanField("nodig voor de vaststelling", default=True)
    status = models.CharField(
        "stand", max_length=20, choices=BesluitStatus.choices, default=BesluitStatus.IN_VOORBEREIDING
    )
    due_on = models.DateField("te besluiten uiterlijk", null=True, blank=True)
    agenda_on = models.DateField("op de agenda van", null=True, blank=True)
    decided_on = models.DateField("besloten op", null=True, blank=True)
    number = models.CharField("besluitnummer", max_length=60, blank=True)
    remark = models.TextField("opmerking of reden", blank=True)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="het besluit als PDF"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("vastgelegd op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "besluit"
        verbose_name_plural = "besluiten"
        ordering = ["orgaan", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["versie", "organisation", "orgaan"], name="besluit_once"),
            models.CheckConstraint(
                name="besluit_says_when",
                condition=Q(status__in=["in_voorbereiding", "geagendeerd"]) | Q(decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="besluit_says_why",
                condition=~Q(status__in=["met_opmerking", "niet_vastgesteld"]) | ~Q(remark=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="status", transitions=BESLUIT_MOVES.legal),
        ]

    def __str__(self):
        return f"{self.organisation_id}: {self.status}"

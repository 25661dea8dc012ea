"""What the parties can change: framework and criteria, desk, themes and pot, each dated and with its source."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from iza_portal.reference.models import Certainty, Provenance
from iza_portal.trail.models import never_emptied
from plans.transformatie.workflow import Stap


class Kader(Provenance):
    """A version of the national framework by which transformatieplannen are judged (BK23), and the terms that it sets.

    It counts for what is submitted from `valid_from` on, until a later one begins; a submission keeps the framework under
    which it came in. Terms are in weeks. `covers_structural_social`: whether transformatiemiddelen may for a time cover
    structural costs in the social domain (the addendum of 30 September 2024).
    """

    code = models.SlugField(unique=True)
    title = models.CharField("naam", max_length=160)
    valid_from = models.DateField("geldt vanaf", unique=True)
    weeks_snelle_toets = models.PositiveSmallIntegerField("weken voor de snelle toets")
    weeks_voorgenomen = models.PositiveSmallIntegerField("weken tot het voorgenomen besluit")
    weeks_vragen = models.PositiveSmallIntegerField("weken voor vragen van andere verzekeraars")
    weeks_definitief = models.PositiveSmallIntegerField("weken tot het definitieve besluit")
    years_at_most = models.PositiveSmallIntegerField("looptijd in jaren, ten hoogste")
    covers_structural_social = models.BooleanField("tijdelijke dekking in het sociaal domein")

    class Meta:
        verbose_name = "beoordelingskader"
        ordering = ["valid_from"]

    def __str__(self):
        return self.title


class Groep(models.TextChoices):
    """For what a criterion is: to be impactful, to be approved, in some situations, for money, or for the SPUK."""

    IMPACT = "impact", "impact (ten minste één)"
    VOORWAARDE = "voorwaarde", "voorwaarde"
    SITUATIE = "situatie", "als het van toepassing is"
    MIDDELEN = "middelen", "alleen als er geld wordt gevraagd"
    SPUK = "spuk", "voor de SPUK-aanvraag"
    PROCES = "proces", "over het proces, niet over het plan"


#: Where a criterion can be answered in a plan, beside its texts.
PARTS_BESIDE_TEXT = ("partijen", "afspraken", "businesscaseregels", "mijlpalen", "verklaringen", "looptijd")


class Kadercriterium(Provenance):
    """A criterion of a framework, like ST-1a or TM-3. Those of `PROCES` and `SPUK` are not judged by the market leaders.

    `parts` are the codes of the pieces of the plan in which it is answered: `Transformatieonderdeel.code`, or what the plan
    has beside its texts (`PARTS_BESIDE_TEXT`).
    """

    kader = models.ForeignKey(Kader, models.PROTECT, related_name="criteria")
    step = models.CharField("stap", max_length=12, choices=Stap.choices)
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    group = models.CharField("soort", max_length=12, choices=Groep.choices)
    title = models.CharField("criterium", max_length=120)
    description = models.CharField("toelichting", max_length=400)
    is_mandatory = models.BooleanField("verplicht")
    parts = ArrayField(models.CharField(max_length=30), verbose_name="waar in het plan", default=list, blank=True)

    class Meta:
        verbose_name = "criterium van het beoordelingskader"
        ordering = ["kader", "position"]
        constraints = [models.UniqueConstraint(fields=["kader", "code"], name="kadercriterium_once")]

    def __str__(self):
        return f"{self.code} {self.title}"


class PublishedOrDecided(Provenance):
    """Where a row comes from that is only added to: a public source, or the act of a person (`by`), at a moment (`at`).

    What a person did is certain, and of the day that it says; the rest of its provenance is empty.
    """

    source = models.CharField("bron", max_length=300, blank=True)
    peildatum = models.DateField("peildatum", null=True, blank=True)
    certainty = models.CharField("zekerheid", max_length=20, choices=Certainty.choices, default=Certainty.VASTGESTELD)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Loketstand(PublishedOrDecided):
    """Whether plans can be submitted for a step, from `from_on` until the next row of that step begins.

    `stops_clock`: the terms of what is under way stand still as well, and nothing of it is lost. `exception` says who can
    submit all the same, in words. From public sources, or by who keeps the desk. Only added to.
    """

    step = models.CharField("stap", max_length=12, choices=Stap.choices)
    from_on = models.DateField("vanaf")
    is_open = models.BooleanField("open")
    stops_clock = models.BooleanField("termijnen staan stil", default=False)
    exception = models.CharField("uitzondering", max_length=300, blank=True)
    reason = models.TextField("waarom")

    class Meta:
        verbose_name = "stand van het loket"
        ordering = ["step", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "from_on"], name="loketstand_once_a_day"),
            models.CheckConstraint(name="loketstand_open_runs", condition=Q(is_open=False) | Q(stops_clock=False)),
            models.CheckConstraint(name="loketstand_says_why", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("What the desk did is kept"),
        ]

    def __str__(self):
        return f"{self.step} {self.from_on}: {'open' if self.is_open else 'dicht'}"


class Thema(Provenance):
    """A theme of transformatieplannen. It has priority from `priority_from` until and including `priority_until`."""

    code = models.SlugField(unique=True)
    title = models.CharField("thema", max_length=120)
    position = models.PositiveSmallIntegerField()
    priority_from = models.DateField("voorrang vanaf", null=True, blank=True)
    priority_until = models.DateField("voorrang tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "thema van transformatieplannen"
        ordering = ["position"]

    def __str__(self):
        return self.title


class Potsoort(models.TextChoices):
    """What a change of the national pot is."""

    BESCHIKBAAR = "beschikbaar", "beschikbaar gesteld"
    ANDERS_BESTEED = "anders_besteed", "anders besteed"
    RESERVERING = "reservering", "gereserveerd voor een thema"
    TOEKENNING = "toekenning", "toegekend aan een plan"
    VRIJVAL = "vrijval", "vrijgevallen"


class Potmutatie(PublishedOrDecided):
    """A change of the national pot of transformatiemiddelen, in euros, from public sources or by who keeps the pot.

    What is available is the sum of `amount` of all rows but the reservations: what is given to plans or to other things is
    negative. A reservation sets a part of it aside for its `theme`; what a plan takes from it, or what is let go, is a
    reservation of a negative amount. Only added to; what was wrong is set right by another row.
    """

    on = models.DateField("op")
    kind = models.CharField("soort", max_length=15, choices=Potsoort.choices)
    amount = models.DecimalField("bedrag in euro’s", max_digits=14, decimal_places=2)
    what = models.CharField("waarvoor", max_length=200)
    theme = models.ForeignKey(Thema, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thema")
    plan = models.ForeignKey(
        "plans.Transformatieplan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="potmutaties",
        verbose_name="plan",
    )
    source = models.CharField("bron", max_length=300)

    class Meta:
        verbose_name = "mutatie van de landelijke pot"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="potmutatie_is_money", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="potmutatie_award_has_a_plan",
                condition=~Q(kind="toekenning") | Q(plan__isnull=False, amount__lt=0),
            ),
            models.CheckConstraint(
                name="potmutatie_reservation_has_a_theme", condition=~Q(kind="reservering") | Q(theme__isnull=False)
            ),
            models.CheckConstraint(
                name="potmutatie_freed_of_a_plan",
                condition=~Q(kind="vrijval") | Q(plan__isnull=False, amount__gt=0),
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(kind="toekenning"), name="potmutatie_award_once_a_plan"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("The pot is only added to"),
        ]

    def __str__(self):
        return f"{self.on} {self.kind}: {self.amount}"


class Toekenning(models.Model):
    """The act by which money went to a plan in the queue: on what ground, and the numbers as they then were.

    `numbers` keeps them as JSON: what the pot had, what was reserved per theme, and the queue in its order.
    """

    mutatie = models.OneToOneField(Potmutatie, models.PROTECT, related_name="toekenning")
    reason = models.TextField("waarom dit plan nu")
    numbers = models.JSONField("de getallen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "toekenning"
        ordering = ["at"]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("An award is kept for good"),
        ]

    def __str__(self):
        return f"{self.mutatie_id}: {self.at:%Y-%m-%d}"

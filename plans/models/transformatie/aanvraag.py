"""What the applicants of a transformatieplan agree on and ask, as rows; frozen by triggers once it is submitted."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from iza_portal.accounts.models import Organisation
from plans.models.transformatie.plannen import Sector, Transformatiepartij, Transformatieplan, frozen
from regions.models import Indicator

_OF_MIJLPAAL = "SELECT plan_id FROM plans_transformatiemijlpaal WHERE id = it.mijlpaal_id"


class Transformatieafspraak(models.Model):
    """A SMART agreement of a plan (BK23, B-1): what goes from which value to which by when, and who answers for it."""

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="afspraken")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("afspraak", max_length=300)
    how = models.TextField("hoe wordt dit bereikt", blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="indicator van het regiobeeld"
    )
    measure = models.CharField("wat wordt gemeten", max_length=300, blank=True)
    unit = models.CharField("eenheid", max_length=60, blank=True)
    start_value = models.DecimalField("startwaarde", max_digits=16, decimal_places=3, null=True, blank=True)
    start_on = models.DateField("gemeten op", null=True, blank=True)
    target_value = models.DecimalField("streefwaarde", max_digits=16, decimal_places=3, null=True, blank=True)
    target_on = models.DateField("te halen op", null=True, blank=True)
    partij = models.ForeignKey(
        Transformatiepartij, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name="verantwoordelijke"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="transformatieafspraak_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="transformatieafspraak_target_differs",
                condition=Q(start_value=None) | Q(target_value=None) | ~Q(start_value=F("target_value")),
                violation_error_message="De streefwaarde is gelijk aan de startwaarde: dan verandert er niets.",
            ),
        ]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return self.title


class Businesscasesoort(models.TextChoices):
    """On which side of the business case a line stands."""

    KOSTEN = "kosten", "kosten"
    BATEN = "baten", "baten"


class Businesscaseregel(models.Model):
    """A line of the (societal) business case: costs or benefits in one year, in euros, with who pays or who gains.

    `partij` is empty where that is no party of the plan; `who` then says who it is (inwoners, de samenleving, een fonds).
    `is_structural`: it comes back each year after the plan.
    """

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="businesscase")
    key = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField("kosten of baten", max_length=6, choices=Businesscasesoort.choices)
    year = models.PositiveSmallIntegerField("jaar")
    title = models.CharField("omschrijving", max_length=200)
    amount = models.DecimalField("bedrag in euro’s", max_digits=14, decimal_places=2)
    partij = models.ForeignKey(
        Transformatiepartij, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name="partij"
    )
    who = models.CharField("wie, als het geen partij is", max_length=120, blank=True)
    is_structural = models.BooleanField("komt na het plan elk jaar terug", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "regel van de businesscase"
        verbose_name_plural = "businesscase"
        ordering = ["year", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="businesscaseregel_is_money",
                condition=Q(amount__gt=0),
                violation_error_message="Vul een bedrag in dat hoger is dan nul.",
            ),
            models.CheckConstraint(name="businesscaseregel_year", condition=Q(year__range=(2022, 2100))),
            models.CheckConstraint(name="businesscaseregel_has_one_who", condition=Q(partij=None) | Q(who="")),
        ]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return f"{self.kind} {self.year}: {self.title}"


class Mijlpaalsoort(models.TextChoices):
    """Whether a milestone is about what is done, or about what comes of it (BK23, TM-3)."""

    INSPANNING = "inspanning", "inspanning"
    RESULTAAT = "resultaat", "resultaat"


class Transformatiemijlpaal(models.Model):
    """A milestone of a plan, on which money is paid: what is delivered by when, and what proves it.

    It stays as it was approved; a change that was granted stands beside it (`Mijlpaalwijziging`).
    """

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="mijlpalen")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    kind = models.CharField("soort", max_length=12, choices=Mijlpaalsoort.choices)
    title = models.CharField("mijlpaal", max_length=300)
    due_on = models.DateField("te halen op")
    evidence = models.TextField("waaruit blijkt dat de mijlpaal is gehaald", blank=True)
    partij = models.ForeignKey(
        Transformatiepartij,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="wie levert het bewijs",
    )
    afspraak = models.ForeignKey(
        Transformatieafspraak,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="mijlpalen",
        verbose_name="bij de afspraak",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "mijlpaal van het transformatieplan"
        verbose_name_plural = "mijlpalen van het transformatieplan"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="transformatiemijlpaal_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return self.title


class Kostensoort(models.TextChoices):
    """What transformatiemiddelen may be spent on (BK23, TM-2; the addendum of 2024). Regular care is not among them."""

    PROJECT = "project", "project- en veranderkosten"
    SCHOLING = "scholing", "scholing"
    AANLOOP = "aanloop", "aanloopkosten"
    AFBOUW = "afbouw", "afbouw en desinvestering"
    VASTGOED = "vastgoed", "transformatie van vastgoed"
    DIGITAAL = "digitaal", "digitalisering"
    PLANVORMING = "planvorming", "kosten van het maken van het plan, vooraf afgesproken"
    SOCIAAL_STRUCTUREEL = "sociaal_structureel", "tijdelijke dekking van structurele kosten in het sociaal domein"


class Mijlpaalbedrag(models.Model):
    """What one party gets when a milestone is reached, in euros, for which kind of costs, in which sector (TM-3, TM-4)."""

    mijlpaal = models.ForeignKey(Transformatiemijlpaal, models.CASCADE, related_name="bedragen")
    key = models.UUIDField(default=uuid4, editable=False)
    partij = models.ForeignKey(Transformatiepartij, models.RESTRICT, related_name="bedragen", verbose_name="partij")
    sector = models.CharField("sector", max_length=20, choices=Sector.choices)
    costs = models.CharField("soort kosten", max_length=20, choices=Kostensoort.choices)
    amount = models.DecimalField("bedrag in euro’s", max_digits=14, decimal_places=2)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "bedrag bij een mijlpaal"
        verbose_name_plural = "bedragen bij mijlpalen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="mijlpaalbedrag_is_money",
                condition=Q(amount__gt=0),
                violation_error_message="Vul een bedrag in dat hoger is dan nul.",
            ),
            models.UniqueConstraint(
                fields=["mijlpaal", "partij", "sector", "costs"],
                name="mijlpaalbedrag_once",
                violation_error_message="Deze partij heeft al een bedrag voor deze kosten bij deze mijlpaal.",
            ),
            models.CheckConstraint(
                name="mijlpaalbedrag_structural_is_social",
                condition=~Q(costs="sociaal_structureel") | Q(sector="sociaal_domein"),
                violation_error_message="Tijdelijke dekking van structurele kosten kan alleen in het sociaal domein.",
            ),
        ]
        triggers = frozen(_OF_MIJLPAAL)

    def __str__(self):
        return f"{self.mijlpaal_id}: {self.amount}"


class Verklaringsoort(models.TextChoices):
    """What applicants declare because no portal can compute it (BK23, TM-1, TM-2, TM-5; IZA p.100-101)."""

    NOODZAKELIJK = "noodzakelijk", "zonder dit geld kan het niet, niet zo snel of niet op deze schaal"
    GEEN_REGULIERE_ZORG = "geen_reguliere_zorg", "er wordt geen reguliere zorg mee betaald"
    NIET_STRUCTUREEL = (
        "niet_structureel",
        "er worden geen structurele kosten mee betaald, behalve wat het addendum toestaat",
    )
    NIET_DUBBEL = "niet_dubbel", "voor deze kosten is geen ander geld beschikbaar of gevraagd"
    MEDEDINGING = "mededinging", "de afspraken zijn getoetst aan de regels voor mededinging"


class Verklaring(models.Model):
    """A declaration of the applicants, by who gave it and when; taken back by deleting it while the plan is written."""

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="verklaringen")
    kind = models.CharField("verklaring", max_length=20, choices=Verklaringsoort.choices)
    note = models.TextField("toelichting", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField("verklaard op")

    class Meta:
        verbose_name = "verklaring"
        verbose_name_plural = "verklaringen"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="verklaring_once")]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return f"{self.plan_id}: {self.kind}"

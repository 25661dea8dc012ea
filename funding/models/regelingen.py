"""The schemes of the Rijk and the insurers that pay for plans, as dated data: their parts, rules, and published figures."""

from django.db import models
from django.db.models import F, Q

from iza_portal.reference.models import Provenance
from regions.agreements import Geldstroom


class Ontvanger(models.TextChoices):
    """To whom a scheme pays."""

    GEMEENTE = "gemeente", "elke gemeente"
    MANDAATREGIO = "mandaatregio", "de mandaathouder van een regio (kassier)"
    PLAN = "plan", "de partijen van een transformatieplan"
    GEEN = "geen", "nog niet bekend"


class Regeling(Provenance):
    """A scheme out of which plans are paid, like the SPUK IZA 2023–2026 (domain: D1 to D4).

    `sisa_code` is the code under which its receiver accounts to the Rijk, `sisa_code_between` the one under which who got
    money of that receiver accounts to it (SiSa tussen medeoverheden); empty: not found, and said to be so. `stream` is what
    plans call it. `is_planned`: announced, and no regeling was found.
    """

    code = models.SlugField(unique=True)
    title = models.CharField("regeling", max_length=160)
    short_title = models.CharField("korte naam", max_length=40)
    explanation = models.TextField("waarvoor")
    receivers = models.CharField("ontvanger", max_length=15, choices=Ontvanger.choices)
    stream = models.CharField("geldstroom", max_length=25, choices=Geldstroom.choices)
    first_year = models.PositiveSmallIntegerField("eerste jaar")
    last_year = models.PositiveSmallIntegerField("laatste jaar")
    is_planned = models.BooleanField("aangekondigd")
    sisa_code = models.CharField("SiSa-code", max_length=6, blank=True)
    sisa_code_between = models.CharField("SiSa-code tussen medeoverheden", max_length=6, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "regeling"
        verbose_name_plural = "regelingen"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="regeling_years", condition=Q(last_year__gte=F("first_year"))),
        ]

    def __str__(self):
        return self.short_title

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Regelingonderdeel(Provenance):
    """A part of a scheme with a budget of its own in the years from `first_year` to `last_year` (GALA p. 38)."""

    regeling = models.ForeignKey(Regeling, models.PROTECT, related_name="onderdelen")
    code = models.SlugField()
    title = models.CharField("onderdeel", max_length=120)
    theme = models.CharField("hoofdthema", max_length=80)
    first_year = models.PositiveSmallIntegerField("eerste jaar")
    last_year = models.PositiveSmallIntegerField("laatste jaar")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "onderdeel van een regeling"
        verbose_name_plural = "onderdelen van een regeling"
        ordering = ["regeling", "position"]
        constraints = [
            models.UniqueConstraint(fields=["regeling", "code"], name="regelingonderdeel_once"),
            models.CheckConstraint(name="regelingonderdeel_years", condition=Q(last_year__gte=F("first_year"))),
        ]

    def __str__(self):
        return self.title


class Regelsoort(models.TextChoices):
    """A rule of a scheme with which the portal computes. What a value means stands with each."""

    # 1: what is spent on a line of the budget stays within that line; 0: only within the whole (ontschot).
    REGELS_BINDEN = "regels_binden", "een bedrag is gebonden aan zijn regel in de begroting"
    # Percent of what was granted for a year.
    DOORSCHUIVEN = "doorschuiven", "deel van de uitkering dat mee mag naar het volgende jaar"
    # Percent of what was budgeted for a hoofdthema in a year, while lines bind: so much may its lines pass together.
    SCHUIVEN_IN_THEMA = "schuiven_in_thema", "deel dat binnen een hoofdthema mag schuiven"
    # Years before the one in which the grant was asked.
    JAREN_TERUG = "jaren_terug", "jaren vóór de aanvraag waarvan kosten meetellen"


class Regelingregel(Provenance):
    """A rule of a scheme, from `valid_from` until the next row of its kind begins.

    A posting follows the rule of its day, and where the year of its money has ended, of the last day of that year.
    """

    regeling = models.ForeignKey(Regeling, models.PROTECT, related_name="regels")
    kind = models.CharField("regel", max_length=20, choices=Regelsoort.choices)
    valid_from = models.DateField("geldt vanaf")
    value = models.DecimalField("waarde", max_digits=7, decimal_places=2)
    text = models.CharField("in woorden", max_length=300)

    class Meta:
        verbose_name = "regel van een regeling"
        verbose_name_plural = "regels van een regeling"
        ordering = ["regeling", "kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["regeling", "kind", "valid_from"], name="regelingregel_once"),
            models.CheckConstraint(name="regelingregel_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self):
        return self.text


class Eenheid(models.TextChoices):
    """In what a published figure is told."""

    EURO = "euro", "euro"
    WEKEN = "weken", "weken"
    PROCENT = "procent", "procent"
    AANTAL = "aantal", "aantal"
    GEEN = "geen", "zonder getal"


class Regelingfeit(Provenance):
    """What a source says of a scheme: an amount, a ceiling, a term. Sources that contradict each other stand side by side.

    Rows of one `topic` and `year` speak of the same; `is_followed` marks the one that the portal goes by, and `why` says why
    that one. `number` is in `unit` (whole euros); what is no number stands in `text`.
    """

    regeling = models.ForeignKey(Regeling, models.PROTECT, related_name="feiten")
    topic = models.SlugField("onderwerp", max_length=60)
    label = models.CharField("wat", max_length=160)
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)
    number = models.DecimalField("getal", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("eenheid", max_length=10, choices=Eenheid.choices)
    text = models.CharField("in woorden", max_length=300, blank=True)
    is_followed = models.BooleanField("hier gaat het portaal van uit")
    why = models.CharField("waarom", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "gegeven van een regeling"
        verbose_name_plural = "gegevens van een regeling"
        ordering = ["regeling", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["regeling", "topic", "year"],
                condition=Q(is_followed=True),
                nulls_distinct=False,
                name="regelingfeit_one_followed",
            ),
            models.CheckConstraint(name="regelingfeit_says_something", condition=Q(number__isnull=False) | ~Q(text="")),
            models.CheckConstraint(
                name="regelingfeit_number_has_unit", condition=Q(number=None, unit="geen") | Q(number__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.year or ''}".strip()


class Controle(models.TextChoices):
    """What an accountant checks of an indicator (aard controle)."""

    R = "R", "R: rechtmatigheid"
    D1 = "D1", "D1: deugdelijke totstandkoming"
    D2 = "D2", "D2: deugdelijke totstandkoming"
    NVT = "nvt", "n.v.t."


class Waardesoort(models.TextChoices):
    """What the value of an indicator is."""

    BEDRAG = "bedrag", "bedrag in euro’s"
    JA_NEE = "ja_nee", "ja of nee"
    TEKST = "tekst", "tekst"


class Rekenwijze(models.TextChoices):
    """How the value of an indicator comes about: a sum over the ledger, or what a person fills in."""

    BESTEED = "besteed", "besteed in het jaar, zelfstandig"
    BESTEED_MEDEOVERHEDEN = "besteed_medeoverheden", "besteed in het jaar, door medeoverheden"
    CORRECTIE = "correctie", "correctie op het jaar ervoor, zelfstandig"
    CORRECTIE_MEDEOVERHEDEN = "correctie_medeoverheden", "correctie op het jaar ervoor, door medeoverheden"
    CUMULATIEF = "cumulatief", "besteed tot en met het jaar"
    NIET_GEREALISEERD = "niet_gerealiseerd", "besteed aan mijlpalen die niet zijn gehaald"
    MIJLPALEN = "mijlpalen", "alle mijlpalen zijn volgens de coördinerend verzekeraar gehaald"
    BESCHIKKING = "beschikking", "nummer van de beschikking"
    ONTVANGER = "ontvanger", "naam van de medeoverheid"
    EINDE = "einde", "eindverantwoording"
    INGEVULD = "ingevuld", "ingevuld door de verantwoordelijke"


class Sisaindicator(Provenance):
    """An indicator with which a receiver accounts for a scheme, yearly, in the annex of its jaarrekening (domain: D5).

    `is_between`: it is asked under the code for accounting between medeoverheden. `per_receiver`: it has a value for each
    medeoverheid that got money. It counts for the years from `first_year` to `last_year`.
    """

    regeling = models.ForeignKey(Regeling, models.PROTECT, related_name="indicatoren")
    is_between = models.BooleanField("tussen medeoverheden")
    number = models.CharField("nummer", max_length=4)
    title = models.CharField("indicator", max_length=300)
    explanation = models.CharField("toelichting", max_length=500, blank=True)
    control = models.CharField("aard controle", max_length=3, choices=Controle.choices)
    kind = models.CharField("soort", max_length=10, choices=Waardesoort.choices)
    meaning = models.CharField("hoe de waarde ontstaat", max_length=25, choices=Rekenwijze.choices)
    per_receiver = models.BooleanField("per medeoverheid")
    first_year = models.PositiveSmallIntegerField("eerste jaar")
    last_year = models.PositiveSmallIntegerField("laatste jaar")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "SiSa-indicator"
        verbose_name_plural = "SiSa-indicatoren"
        ordering = ["regeling", "is_between", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["regeling", "is_between", "number", "first_year"], name="sisaindicator_once"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

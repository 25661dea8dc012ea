from django.db import models
from django.db.models import Q

from iza_portal.reference.models import Provenance
from regions.models.guards import figures_protect


class FigureTheme(models.TextChoices):
    """What an indicator is about; the value stands in addresses."""

    BEVOLKING = "bevolking", "Bevolking en prognose"
    GEZONDHEID = "gezondheid", "Gezondheid"
    LEEFSTIJL = "leefstijl", "Leefstijl"
    MENTALE_GEZONDHEID = "mentale-gezondheid", "Mentale gezondheid"
    ZORGGEBRUIK = "zorggebruik", "Zorggebruik en kosten Zvw"
    LANGDURIGE_ZORG = "langdurige-zorg", "Langdurige zorg (Wlz)"
    TOEGANKELIJKHEID = "toegankelijkheid", "Wachttijden en toegankelijkheid"
    ARBEIDSMARKT = "arbeidsmarkt", "Arbeidsmarkt"
    SOCIAAL_DOMEIN = "sociaal-domein", "Sociaal domein"
    PREVENTIE = "preventie", "Preventie"


class Aggregation(models.TextChoices):
    """How the figure of a region or the country follows from those of its municipalities."""

    SOM = "som", "opgeteld"
    GEWOGEN = "gewogen", "gewogen naar inwoners"
    DICHTHEID = "dichtheid", "inwoners gedeeld door oppervlakte"
    GEEN = "geen", "niet op te tellen"


class Direction(models.TextChoices):
    """Which way is better; most figures of use and cost say nothing of it."""

    HOGER = "hoger", "hoger is gunstiger"
    LAGER = "lager", "lager is gunstiger"
    GEEN = "geen", "geen van beide is gunstiger"


class Layer(models.TextChoices):
    """Which layer of a regiobeeld an indicator belongs to; the division is the portal's own."""

    BASISBEELD = "basisbeeld", "basisbeeld"
    VERRIJKT = "verrijkt", "verrijking"


class Indicator(Provenance):
    """What a figure tells: its words, its unit, the range it can have, and how figures of municipalities add up.

    `code` is like BEV04; a breakdown has its own code below that of what it breaks down, like MEN01-ERNSTIG. Values lie from
    `least` to `most` in `unit` and are shown with `decimals`. `denominator` is whom the source counts: where that is not all
    inhabitants, weighting by inhabitants is an approximation, and the page says so. `phrase` completes the sentence
    «In ZHE-BAR … ; landelijk …», with {} for the value and its unit. `figure_source` is who publishes the figures, `source`
    where this row comes from.
    """

    code = models.CharField(max_length=20, unique=True)
    position = models.PositiveSmallIntegerField()
    theme = models.CharField("thema", max_length=20, choices=FigureTheme.choices)
    label = models.CharField("indicator", max_length=200)
    short_label = models.CharField("korte naam", max_length=60)
    unit = models.CharField("eenheid", max_length=60)
    decimals = models.PositiveSmallIntegerField()
    least = models.IntegerField("kleinste waarde")
    most = models.IntegerField("grootste waarde")
    aggregation = models.CharField("optellen", max_length=10, choices=Aggregation.choices)
    denominator = models.CharField("geteld onder", max_length=60, blank=True)
    phrase = models.CharField("zin", max_length=120)
    level = models.CharField("niveau", max_length=80)
    layer = models.CharField("laag", max_length=12, choices=Layer.choices)
    frequency = models.CharField("hoe vaak", max_length=60)
    direction = models.CharField("richting", max_length=6, choices=Direction.choices)
    figure_source = models.CharField("bron van de cijfers", max_length=100)
    published_in = models.CharField("te vinden in", max_length=100)

    class Meta:
        verbose_name = "indicator"
        triggers = figures_protect("indicator")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="indicator_range", condition=Q(least__lt=models.F("most"))),
        ]

    def __str__(self):
        return self.short_label

    def get_absolute_url(self):
        return f"/cijfers/{self.code}/"

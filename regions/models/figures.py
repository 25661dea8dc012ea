from django.db import models
from django.db.models import Q

from iza_portal.reference.models import Provenance
from regions.models.areas import Municipality, Region, Zorgkantoorregio
from regions.models.indicators import Aggregation, Indicator


class FigureStatus(models.TextChoices):
    """What kind of figure it is. Suppressed: the source knows it and does not tell, because it is of too few people."""

    GEMETEN = "gemeten", "gemeten"
    GESCHAT = "geschat", "geschat"
    PROGNOSE = "prognose", "prognose"
    ONDERDRUKT = "onderdrukt", "niet getoond door de bron"


class FigureBatch(Provenance):
    """The figures that came in with one file: where they are from, and who read them in when.

    A batch tells all that its file stated. Of figures on the same thing, the one of the latest batch that was not
    withdrawn counts (`Figure.is_current`).
    """

    file_name = models.CharField("bestand", max_length=200)
    applied_at = models.DateTimeField("verwerkt op", null=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True)

    class Meta:
        verbose_name = "partij cijfers"
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name


class FigureQuerySet(models.QuerySet):
    def current(self):
        """Those that count: of figures on the same thing only the latest."""
        return self.filter(is_current=True)


class Figure(models.Model):
    """One figure as a batch states it: of one indicator, in one year, of one area.

    The area is a municipality, a region or a zorgkantoorregio; without any of them it is the country. `value`, `lower` and
    `upper` (the interval of a prognosis or estimate, where given) are in the indicator's unit; a suppressed figure has
    none. A prognosis has a `scenario`, all others have none. `year` is the year it tells of; its source and peildatum are
    the batch's.
    """

    # The indexes are those that pages and imports use: each one more costs every import.
    batch = models.ForeignKey(FigureBatch, models.PROTECT, related_name="figures", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", db_index=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="figures", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="figures", db_index=False)
    zorgkantoorregio = models.ForeignKey(
        Zorgkantoorregio, models.PROTECT, null=True, related_name="figures", db_index=False
    )
    year = models.PositiveSmallIntegerField("jaar")
    scenario = models.CharField("scenario", max_length=40, blank=True)
    status = models.CharField("soort", max_length=10, choices=FigureStatus.choices)
    value = models.DecimalField("waarde", max_digits=14, decimal_places=4, null=True)
    lower = models.DecimalField("ondergrens", max_digits=14, decimal_places=4, null=True)
    upper = models.DecimalField("bovengrens", max_digits=14, decimal_places=4, null=True)
    is_current = models.BooleanField(default=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "cijfer"
        verbose_name_plural = "cijfers"
        ordering = ["indicator", "year"]
        indexes = [models.Index(fields=["batch"], name="figure_batch")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "municipality", "region", "zorgkantoorregio", "year", "scenario"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="figure_current_once",
            ),
            models.CheckConstraint(
                name="figure_of_one_area",
                condition=(
                    Q(region=None, zorgkantoorregio=None)
                    | Q(municipality=None, zorgkantoorregio=None)
                    | Q(municipality=None, region=None)
                ),
            ),
            models.CheckConstraint(
                name="figure_suppressed_has_no_value",
                condition=Q(status="onderdrukt", value=None, lower=None, upper=None)
                | (~Q(status="onderdrukt") & Q(value__isnull=False)),
            ),
            models.CheckConstraint(
                name="figure_scenario_is_of_a_prognosis",
                condition=(Q(status="prognose") & ~Q(scenario="")) | (~Q(status="prognose") & Q(scenario="")),
            ),
            models.CheckConstraint(name="figure_year", condition=Q(year__range=(1900, 2100))),
            models.CheckConstraint(
                name="figure_interval_holds_value",
                condition=(Q(lower=None) | Q(lower__lte=models.F("value")))
                & (Q(upper=None) | Q(upper__gte=models.F("value"))),
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.year}: {self.value}"


class Method(models.TextChoices):
    """Where the figure of a region or the country comes from: given by a source, or computed as the indicator says."""

    GEGEVEN = "gegeven", "door de bron gegeven"
    SOM = Aggregation.SOM.value, Aggregation.SOM.label
    GEWOGEN = Aggregation.GEWOGEN.value, Aggregation.GEWOGEN.label
    DICHTHEID = Aggregation.DICHTHEID.value, Aggregation.DICHTHEID.label


class AreaFigure(models.Model):
    """The figure of a region, or of the country (no region), that counts now; see `regions.figures.aggregating`.

    Derived: given by a source where there is one, otherwise computed from the `known` of the `expected` municipalities that
    lie in it today. Without a value, too few of them are known; `value` is in the indicator's unit.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="area_figures", db_index=False)
    region = models.ForeignKey(Region, models.CASCADE, null=True, related_name="area_figures", db_index=False)
    year = models.PositiveSmallIntegerField("jaar")
    scenario = models.CharField("scenario", max_length=40, blank=True)
    status = models.CharField("soort", max_length=10, choices=FigureStatus.choices)
    method = models.CharField("herkomst", max_length=10, choices=Method.choices)
    value = models.DecimalField("waarde", max_digits=14, decimal_places=4, null=True)
    lower = models.DecimalField("ondergrens", max_digits=14, decimal_places=4, null=True)
    upper = models.DecimalField("bovengrens", max_digits=14, decimal_places=4, null=True)
    known = models.PositiveSmallIntegerField("gemeenten met een cijfer", default=0)
    expected = models.PositiveSmallIntegerField("gemeenten", default=0)

    class Meta:
        verbose_name = "cijfer van een regio"
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "region", "year", "scenario"], nulls_distinct=False, name="area_figure_once"
            )
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.year}: {self.value}"

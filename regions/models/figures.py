import pgtrigger
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.reference.models import Provenance
from iza_portal.work.models import State, Work, WorkQuerySet
from regions.models.areas import Municipality, Region, Zorgkantoorregio
from regions.models.guards import figures_point_at_what_is_there, figures_protect
from regions.models.indicators import Aggregation, Indicator
from regions.roles import roles_of


class FigureStatus(models.TextChoices):
    """What kind of figure it is. Suppressed: the source knows it and does not tell, because it is of too few people."""

    GEMETEN = "gemeten", "gemeten"
    GESCHAT = "geschat", "geschat"
    PROGNOSE = "prognose", "prognose"
    ONDERDRUKT = "onderdrukt", "niet getoond door de bron"


class BatchState(models.TextChoices):
    """Where a file of figures stands. The first two wait for a worker; the next three wait for a person."""

    AANGEVRAAGD = State.AANGEVRAAGD.value, State.AANGEVRAAGD.label
    BEZIG = State.BEZIG.value, State.BEZIG.label
    INDELEN = "indelen", "wacht op de indeling van de kolommen"
    GELEZEN = "gelezen", "gelezen, nog niet verwerkt"
    GEWEIGERD = "geweigerd", "geweigerd"
    VERWERKT = "verwerkt", "verwerkt"
    INGETROKKEN = "ingetrokken", "ingetrokken"
    MISLUKT = State.MISLUKT.value, State.MISLUKT.label


class Step(models.TextChoices):
    """What a worker is asked to do with a file: find its columns, read it, make figures of it, or take them back."""

    KOLOMMEN = "kolommen", "kolommen zoeken"
    LEZEN = "lezen", "lezen"
    VERWERKEN = "verwerken", "verwerken"
    INTREKKEN = "intrekken", "intrekken"


class FigureSource(models.Model):
    """Where an organisation's files of figures come from, with the layout that its people gave the latest one.

    `layout` is `regions.figures.layouts.Layout` as JSON. Without an organisation it is the portal administrators'.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="figure_sources")
    name = models.CharField("naam van de bron", max_length=300)
    layout = models.JSONField()

    class Meta:
        verbose_name = "bron van cijfers"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], nulls_distinct=False, name="figure_source_once")
        ]

    def __str__(self):
        return self.name


class FigureBatchQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """Those that `regions.figures.rules.may_see` lets see, as a filter."""
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_admin:
            return self
        return self.filter(Q(region=None) | Q(region__in={role.region_id for role in roles_of(user)}))

    def behind(self, indicator):
        """Those of which figures of `indicator` count now."""
        return self.filter(pk__in=Figure.objects.current().filter(indicator=indicator).values("batch"))


class FigureBatch(Work, Provenance):
    """The figures that come in with one file: where they are from, who read them in, and where that stands.

    It was uploaded for `region` (none: for the whole country) by a person of `organisation` (none: a portal's
    administrator); both decide who may see and withdraw it. `step` is what a worker does next. `layout` is how its columns
    are read, `table` what was found of its sheets and columns, `preview` what processing it comes down to: all three are
    JSON, see `regions.figures.layouts` and
    `regions.figures.previews`.

    A batch tells all that its file stated. Of figures on the same thing, the one of the latest batch that was not
    withdrawn counts (`Figure.is_current`).
    """

    TASK = "regions.tasks.work_on_figures"
    BROKE_OFF = "Het werk brak drie keer af. Er is niets veranderd. Laat het de beheerder van het portaal weten."
    TOO_LONG = "Het werk duurde te lang. Er is niets veranderd. Verdeel het bestand en probeer het opnieuw."

    state = models.CharField("stand", max_length=12, choices=BatchState.choices, default=BatchState.AANGEVRAAGD)
    step = models.CharField("wat er gebeurt", max_length=10, choices=Step.choices, default=Step.KOLOMMEN)
    file_name = models.CharField("bestand", max_length=200)
    digest = models.CharField("SHA-256 van het bestand", max_length=64)
    bytes = models.PositiveIntegerField("grootte in bytes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="regio")
    table = models.JSONField(null=True)
    layout = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    applied_at = models.DateTimeField("verwerkt op", null=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True)
    withdrawn_because = models.CharField("reden van intrekken", max_length=300, blank=True)

    objects = FigureBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "partij cijfers"
        ordering = ["-requested_at", "-pk"]
        triggers = figures_protect("batch")
        indexes = [
            models.Index(
                fields=["requested_at"], condition=Q(state__in=["aangevraagd", "bezig"]), name="figure_batch_under_way"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="figure_batch_applied_has_moment",
                condition=~Q(state__in=["verwerkt", "ingetrokken"]) | Q(applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="figure_batch_withdrawn_has_reason",
                condition=~Q(state="ingetrokken") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return f"/cijfers/inlezen/{self.pk}/"

    @property
    def counts(self):
        """Are its figures among those that count, as far as no later batch tells otherwise?"""
        return self.applied_at is not None and self.withdrawn_at is None

    @property
    def brings_something(self):
        """Does processing it, by its preview, add or change any figure?"""
        return (
            bool(self.preview) and not self.preview["refused"] and bool(self.preview["new"] or self.preview["changed"])
        )


class FigureFile(models.Model):
    """The bytes of an uploaded file, which are the truth about it, apart from the batch so that no list loads them.

    `refusals` are those of the latest reading: row, column and reason of each.
    """

    batch = models.OneToOneField(FigureBatch, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()
    refusals = models.JSONField(default=list)

    class Meta:
        verbose_name = "bestand met cijfers"

    def __str__(self):
        return str(self.batch_id)


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

    # The indexes are those that pages and imports use: each one more costs every import. The database's own foreign keys are
    # asked row by row, which took a third of an import; a trigger asks the same of all rows that come in together.
    batch = models.ForeignKey(FigureBatch, models.PROTECT, related_name="figures", db_index=False, db_constraint=False)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="figures", db_index=False, db_constraint=False
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="figures", db_index=False, db_constraint=False
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="figures", db_index=False, db_constraint=False
    )
    zorgkantoorregio = models.ForeignKey(
        Zorgkantoorregio, models.PROTECT, null=True, related_name="figures", db_index=False, db_constraint=False
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
        triggers = [
            pgtrigger.ReadOnly(name="figure_stays", exclude=["is_current"]),
            figures_point_at_what_is_there("batch", "indicator", "municipality", "region", "zorgkantoorregio"),
        ]
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

"""The opgaven of a plan, with their doelen, acties and mijlpalen: the agreement itself, as rows.

Each has a `key` that stays the same from version to version of the plan, so that two of them can be compared, and a
`version` that counts its changes: who saves what somebody else changed meanwhile is told (`plans.opgaven`). From the
agreement of the regiotafel on, triggers refuse every change; how far the work is stands in `plans.models.voortgang`.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from iza_portal.accounts.models import Organisation
from plans.models.frozen import OF_ACTIE, OF_OPGAVE, frozen
from plans.models.regioplannen import Regioplan
from plans.models.transformatie.plannen import Transformatieplan
from regions.agreements import Doelgroep, Geldstroom, IzaOnderdeel, Ketenaanpak, Schaal
from regions.models import Indicator, Municipality, Point


class OpgaveQuerySet(models.QuerySet):
    def present(self):
        """Those that are in the plan, in order; one that is taken out has no position and can be put back."""
        return self.filter(position__isnull=False).order_by("position")


class Opgave(models.Model):
    """A priority opgave of a plan: what is to change, for whom, on which scale (IZA, part B).

    In a werkagenda it is an aanpak: `aanpak` is its code in the national format («3a.1»), and it stays out of the plan only
    with a reason in `waiver` where `is_mandatory`. It traces to the regiobeeld by `knelpunten` and `OpgaveCijfer`. Taken
    out: without a position.
    """

    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="opgaven")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats", null=True)
    title = models.CharField("titel", max_length=200)
    summary = models.TextField("waar het om gaat", blank=True)
    scale = models.CharField("schaal", max_length=15, choices=Schaal.choices, blank=True)
    # Natural partnerships such as BAR; they may differ from opgave to opgave.
    subregion = models.CharField("naam van de subregio", max_length=100, blank=True)
    municipalities = models.ManyToManyField(
        Municipality, related_name="+", verbose_name="gemeenten van de subregio", blank=True
    )
    onderdelen = ArrayField(
        models.CharField(max_length=1, choices=IzaOnderdeel.choices),
        verbose_name="IZA-onderdelen",
        default=list,
        blank=True,
    )
    doelgroepen = ArrayField(
        models.CharField(max_length=30, choices=Doelgroep.choices), verbose_name="doelgroepen", default=list, blank=True
    )
    ketenaanpakken = ArrayField(
        models.CharField(max_length=30, choices=Ketenaanpak.choices),
        verbose_name="GALA-ketenaanpakken",
        default=list,
        blank=True,
    )
    knelpunten = models.ManyToManyField(Point, related_name="opgaven", verbose_name="knelpunten", blank=True)
    transformatieplannen = models.ManyToManyField(
        Transformatieplan, related_name="opgaven", verbose_name="transformatieplannen", blank=True
    )
    aanpak = models.CharField("code van de aanpak", max_length=10, blank=True, editable=False)
    is_mandatory = models.BooleanField("verplichte aanpak", default=False, editable=False)
    waiver = models.TextField("waarom de aanpak er niet in staat", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = OpgaveQuerySet.as_manager()

    class Meta:
        verbose_name = "opgave"
        verbose_name_plural = "opgaven"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="opgave_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["plan", "key"], name="opgave_key_once"),
            models.UniqueConstraint(fields=["plan", "aanpak"], condition=~Q(aanpak=""), name="opgave_aanpak_once"),
            models.CheckConstraint(
                name="opgave_mandatory_says_why",
                condition=Q(is_mandatory=False) | Q(position__isnull=False) | ~Q(waiver=""),
            ),
        ]
        # What was told of it in another version of the plan is found by its key.
        indexes = [models.Index(fields=["key"], name="opgave_by_key")]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/plannen/{self.plan_id}/opgaven/{self.pk}/"


class OpgaveMunicipality(Opgave.municipalities.through):
    """A municipality of the subregion of an opgave: the rows of `Opgave.municipalities`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen(OF_OPGAVE)


class OpgaveKnelpunt(Opgave.knelpunten.through):
    """A knelpunt that an opgave answers: the rows of `Opgave.knelpunten`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen(OF_OPGAVE)


class OpgaveTransformatieplan(Opgave.transformatieplannen.through):
    """A transformatieplan that works on an opgave: the rows of `Opgave.transformatieplannen`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen(OF_OPGAVE)


class OpgaveCijfer(models.Model):
    """A figure of the region that shows why there is an opgave: the latest of the indicator, or of one year."""

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="cijfers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="indicator")
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)

    class Meta:
        verbose_name = "cijfer"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opgave", "indicator", "year"], nulls_distinct=False, name="opgave_cijfer_once"
            )
        ]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return f"{self.opgave_id}: {self.indicator_id}"


class Aandeel(models.TextChoices):
    """What part an organisation has in an opgave."""

    TREKKER = "trekker", "trekker"
    BETROKKEN = "betrokken", "betrokken"
    FINANCIER = "financier", "financier"


class Partij(models.Model):
    """An organisation with its part in an opgave; it may have more than one."""

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="partijen")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisatie")
    part = models.CharField("aandeel", max_length=10, choices=Aandeel.choices)

    class Meta:
        verbose_name = "partij"
        verbose_name_plural = "partijen"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opgave", "organisation", "part"], name="partij_once")]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return f"{self.organisation_id}: {self.part}"


class Doel(models.Model):
    """A goal of an opgave: which indicator goes from which start value to which target, by when.

    `indicator` is one of the regiobeeld's; `measure` says what is measured where there is none, or more precisely. A goal
    may be saved unfinished: `plans.opgaven.smart.missing` says what it lacks.
    """

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="doelen")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("doel", max_length=300)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="indicator van het regiobeeld"
    )
    measure = models.CharField("wat wordt gemeten", max_length=300, blank=True)
    unit = models.CharField("eenheid", max_length=60, blank=True)
    start_value = models.DecimalField("startwaarde", max_digits=16, decimal_places=3, null=True, blank=True)
    start_on = models.DateField("gemeten op", null=True, blank=True)
    target_value = models.DecimalField("streefwaarde", max_digits=16, decimal_places=3, null=True, blank=True)
    target_on = models.DateField("te halen op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "doel"
        verbose_name_plural = "doelen"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opgave", "position"], name="doel_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["opgave", "key"], name="doel_key_once"),
            models.CheckConstraint(
                name="doel_target_differs",
                condition=Q(start_value=None) | Q(target_value=None) | ~Q(start_value=F("target_value")),
                violation_error_message="De streefwaarde is gelijk aan de startwaarde: dan verandert er niets.",
            ),
        ]
        # What was measured of it in another version of the plan is found by its key.
        indexes = [models.Index(fields=["key"], name="doel_by_key")]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/plannen/{self.opgave.plan_id}/opgaven/{self.opgave_id}/#doel-{self.pk}"

    @property
    def counted_in(self) -> str:
        """The unit of its values: its own, or that of the indicator."""
        return self.unit or (self.indicator.unit if self.indicator_id else "")


class Actie(models.Model):
    """A solution or action of an opgave: what is done, who answers for it (`organisation`), and which goals it serves."""

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="acties")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("oplossing of actie", max_length=200)
    description = models.TextField("wat gaan we doen", blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verantwoordelijke"
    )
    doelen = models.ManyToManyField(Doel, related_name="acties", verbose_name="draagt bij aan", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "actie"
        verbose_name_plural = "acties"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opgave", "position"], name="actie_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["opgave", "key"], name="actie_key_once"),
        ]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/plannen/{self.opgave.plan_id}/opgaven/{self.opgave_id}/#actie-{self.pk}"


class ActieDoel(Actie.doelen.through):
    """A goal that an action serves: the rows of `Actie.doelen`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen(OF_ACTIE)


class Mijlpaal(models.Model):
    """A milestone of an action: in which quarter which activity is done, by whom, with which part result.

    `quarter` is the first day of the quarter (`iza_portal.quarters`).
    """

    actie = models.ForeignKey(Actie, models.CASCADE, related_name="mijlpalen")
    key = models.UUIDField(default=uuid4, editable=False)
    quarter = models.DateField("kwartaal")
    activity = models.CharField("activiteit", max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="verantwoordelijke"
    )
    result = models.CharField("deelresultaat", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "mijlpaal"
        verbose_name_plural = "mijlpalen"
        ordering = ["quarter", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["actie", "key"], name="mijlpaal_key_once"),
            models.CheckConstraint(
                name="mijlpaal_quarter_begins", condition=Q(quarter__day=1) & Q(quarter__month__in=[1, 4, 7, 10])
            ),
        ]
        triggers = frozen(OF_ACTIE)

    def __str__(self):
        return self.activity


class Dekking(models.Model):
    """Money for an opgave in one year, in whole euros, from one stream; for one of its actions or transformatieplannen."""

    opgave = models.ForeignKey(Opgave, models.CASCADE, related_name="dekkingen")
    key = models.UUIDField(default=uuid4, editable=False)
    actie = models.ForeignKey(
        Actie, models.RESTRICT, null=True, blank=True, related_name="dekkingen", verbose_name="voor de actie"
    )
    transformatieplan = models.ForeignKey(
        Transformatieplan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dekkingen",
        verbose_name="uit het transformatieplan",
    )
    stream = models.CharField("geldstroom", max_length=25, choices=Geldstroom.choices)
    year = models.PositiveSmallIntegerField("jaar")
    amount = models.DecimalField("bedrag in euro’s", max_digits=12, decimal_places=0)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="financier"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "dekking"
        verbose_name_plural = "dekking"
        ordering = ["year", "stream", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dekking_is_money",
                condition=Q(amount__gt=0),
                violation_error_message="Vul een bedrag in dat hoger is dan nul.",
            ),
            models.CheckConstraint(name="dekking_year", condition=Q(year__range=(2022, 2100))),
        ]
        triggers = frozen(OF_OPGAVE)

    def __str__(self):
        return f"{self.stream} {self.year}: {self.amount}"

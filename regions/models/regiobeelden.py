from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.trail import freezing
from iza_portal.trail.models import never_emptied
from iza_portal.writing.models import JointText
from regions.models.areas import Municipality, Region
from regions.models.indicators import Indicator
from regions.regiobeelden.workflow import ADOPTED, MOVES, PUBLIC, BeeldStatus
from regions.roles import roles_of, takes_part

_ADOPTED = ", ".join(f"'{status.value}'" for status in ADOPTED)


def frozen(parent: str) -> list[pgtrigger.Trigger]:
    """Make the triggers that refuse every change of rows below a regiobeeld that is adopted, by whatever path.

    `parent` is SQL that answers the key of the regiobeeld of the row that it calls `it`.
    """
    sentence = "A regiobeeld that is adopted never changes"
    return freezing.frozen(parent, table="regions_regiobeeld", states=ADOPTED, sentence=sentence)


class RegiobeeldQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` may read: public ones, and those of the regions in which they have a role.

        The same as `regions.regiobeelden.rules.may_read`, as a filter.
        """
        if not user.is_authenticated:
            return self.filter(status__in=PUBLIC)
        return self.filter(Q(status__in=PUBLIC) | self._inside(user))

    def inside(self, user):
        """Those of which `user` may see the work as well; the same as `rules.may_see_work`, as a filter."""
        return self.filter(self._inside(user)) if user.is_authenticated else self.none()

    @staticmethod
    def _inside(user):
        return Q(region__in={role.region_id for role in roles_of(user)})


class Regiobeeld(models.Model):
    """The picture of a region for one edition: its figures, its knelpunten, and how the parties came to it (IZA, part B).

    The edition is a year. `previous` is the edition that this one renews. `scale_note` says why it is made on another scale
    than the zorgkantoorregio. `proposal` is the procesvoorstel of the marktleider and the coördinerende gemeente.
    `published_url` is where it stands on the national site. `version` counts the changes of what it says of itself and of
    the procesvoorstel, see `regions.regiobeelden.arranging`.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="regiobeelden", verbose_name="regio")
    edition = models.PositiveSmallIntegerField("editie")
    title = models.CharField("titel", max_length=200)
    status = models.CharField("status", max_length=20, choices=BeeldStatus.choices, default=BeeldStatus.BASISBEELD)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="vorige editie"
    )
    # Said on the page and in the dossier where content was made up to show the portal.
    is_demonstration = models.BooleanField("demonstratie", default=False)
    summary = models.TextField("kernboodschap", blank=True)
    scale_note = models.TextField("toelichting bij de schaal", blank=True)
    proposal = models.TextField("procesvoorstel", blank=True)
    due_on = models.DateField("af op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    discussed_on = models.DateField("besproken op", null=True, blank=True)
    adopted_on = models.DateField("vastgesteld op", null=True, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_url = models.URLField("adres op de landelijke site", max_length=300, blank=True)

    objects = RegiobeeldQuerySet.as_manager()

    class Meta:
        verbose_name = "regiobeeld"
        verbose_name_plural = "regiobeelden"
        ordering = ["region", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "edition"],
                name="regiobeeld_edition_once",
                violation_error_message="Deze regio heeft al een regiobeeld van deze editie.",
            ),
            models.CheckConstraint(name="regiobeeld_edition_is_a_year", condition=Q(edition__range=(2018, 2100))),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="status", transitions=MOVES.legal),
            # Once it is adopted, it can only be published, and renewed by a next edition.
            pgtrigger.Protect(
                name="adopted_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status IN ({_ADOPTED}) AND to_jsonb(OLD) - '{{status,published_at,published_url}}'::text[]"
                    " IS DISTINCT FROM to_jsonb(NEW) - '{status,published_at,published_url}'::text[]"
                ),
            ),
            pgtrigger.Protect(
                name="adopted_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__status__in=ADOPTED)
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/regiobeelden/{self.pk}/"


class ThemeQuerySet(models.QuerySet):
    def present(self):
        """Those that are in the regiobeeld, in order; one that is taken out has no position and can be put back."""
        return self.filter(position__isnull=False)

    def with_owner(self):
        """With the owner, and `owner_takes_part`: whether that person still has a part in the region."""
        return self.select_related("owner").annotate(owner_takes_part=takes_part("owner", "regiobeeld__region"))


class Theme(JointText):
    """One theme of a regiobeeld: its title, its place, its text and the indicators that belong to it.

    Themes differ per region. Taken out: without a position. `key` stays the same from edition to edition, so that two of
    them can be compared. `owner` sees to it that it is ready by `due_on`.
    """

    regiobeeld = models.ForeignKey(Regiobeeld, models.CASCADE, related_name="themes")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats", null=True)
    title = models.CharField("titel", max_length=150)
    guidance = models.TextField("wat hoort hier", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_themes",
        verbose_name="eigenaar",
    )
    due_on = models.DateField("af op", null=True, blank=True)
    is_ready = models.BooleanField("klaar", default=False, db_default=False)
    indicators = models.ManyToManyField(Indicator, through="ThemeIndicator", related_name="themes")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema’s"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["regiobeeld", "position"], name="theme_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["regiobeeld", "key"], name="theme_key_once"),
        ]
        triggers = frozen("it.regiobeeld_id")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/regiobeelden/{self.regiobeeld_id}/themas/{self.pk}/"


OF_THEME = "SELECT regiobeeld_id FROM regions_theme WHERE id = it.theme_id"


class ThemeIndicator(models.Model):
    """An indicator that a theme shows, and in which place."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="theme_indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["theme", "indicator"], name="theme_indicator_once")]
        triggers = frozen(OF_THEME)

    def __str__(self):
        return f"{self.theme_id}: {self.indicator_id}"


class PointKind(models.TextChoices):
    """What stands under a theme beside its text: knelpunten, stories, the kinds of prevention, what there is already."""

    KNELPUNT = "knelpunt", "knelpunt"
    VERHAAL_INWONER = "verhaal_inwoner", "verhaal van een inwoner"
    VERHAAL_PROFESSIONAL = "verhaal_professional", "verhaal van een professional"
    PREVENTIE_UNIVERSEEL = "preventie_universeel", "universele preventie"
    PREVENTIE_SELECTIEF = "preventie_selectief", "selectieve preventie"
    PREVENTIE_GEINDICEERD = "preventie_geindiceerd", "geïndiceerde preventie"
    PREVENTIE_ZORGGERELATEERD = "preventie_zorggerelateerd", "zorggerelateerde preventie"
    INITIATIEF = "initiatief", "bestaand initiatief"


class PointQuerySet(models.QuerySet):
    def with_owner(self):
        """As `ThemeQuerySet.with_owner`."""
        return self.select_related("owner").annotate(owner_takes_part=takes_part("owner", "theme__regiobeeld__region"))


class Point(models.Model):
    """Something that is told under a theme. `who` is whom it is of or who does it: never the name of a resident.

    `key` stays the same from edition to edition; `version` counts the changes, see `regions.regiobeelden.enriching`.
    `owner` sees to it that what it takes is done by `due_on`.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="points")
    key = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField("soort", max_length=30, choices=PointKind.choices)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("titel", max_length=200)
    text = models.TextField("tekst", blank=True)
    who = models.CharField("van of door wie", max_length=200, blank=True)
    url = models.URLField("meer lezen", max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_points",
        verbose_name="eigenaar",
    )
    due_on = models.DateField("af op", null=True, blank=True)
    is_ready = models.BooleanField("klaar", default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "punt"
        verbose_name_plural = "punten"
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "key"], name="point_key_once")]
        triggers = frozen(OF_THEME)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/regiobeelden/{self.theme.regiobeeld_id}/themas/{self.theme_id}/#punt-{self.pk}"


class PointFigure(models.Model):
    """A figure that shows a knelpunt: of the region, or of one of its municipalities; the latest, or of one year."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField("jaar", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "indicator", "municipality", "year"], nulls_distinct=False, name="point_figure_once"
            )
        ]
        triggers = frozen(
            "SELECT theme.regiobeeld_id FROM regions_point point JOIN regions_theme theme ON theme.id = point.theme_id "
            "WHERE point.id = it.point_id"
        )

    def __str__(self):
        return f"{self.point_id}: {self.indicator_id}"


class InvolvedGroup(models.TextChoices):
    """The groups that a regiobeeld is made with; the page says of each who took part, or that nobody did."""

    ZORGVERZEKERAARS = "zorgverzekeraars", "zorgverzekeraars en zorgkantoor"
    GEMEENTEN = "gemeenten", "gemeenten"
    GGD = "ggd", "GGD"
    INWONERS = "inwoners", "inwoners en patiënten"
    PROFESSIONALS = "professionals", "zorgprofessionals"
    AANBIEDERS = "aanbieders", "zorgaanbieders"
    KLEINE_AANBIEDERS = "kleine_aanbieders", "kleine aanbieders"
    NIEUWE_AANBIEDERS = "nieuwe_aanbieders", "nieuwe en innovatieve aanbieders"
    CATEGORALE_AANBIEDERS = "categorale_aanbieders", "categorale aanbieders"
    DATA_EXPERTS = "data_experts", "deskundigen op het gebied van data"


class Involvement(models.Model):
    """Who took part in making a regiobeeld and how; with `took_part` off, that a group did not, and why."""

    regiobeeld = models.ForeignKey(Regiobeeld, models.CASCADE, related_name="involvements")
    group = models.CharField("groep", max_length=30, choices=InvolvedGroup.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("naam", max_length=200, blank=True)
    took_part = models.BooleanField("deed mee", default=True)
    how = models.TextField("hoe, of waarom niet")

    class Meta:
        verbose_name = "betrokkene"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regiobeeld", "group"], condition=Q(took_part=False), name="involvement_absence_once"
            )
        ]
        triggers = frozen("it.regiobeeld_id")

    def __str__(self):
        return self.name or self.get_group_display()


class AdoptedEdition(models.Model):
    """A regiobeeld as it was adopted: everything that its pages and its dossier show, as JSON, with its SHA-256.

    Nobody can change or delete it, an administrator with SQL included.
    """

    regiobeeld = models.OneToOneField(Regiobeeld, models.PROTECT, related_name="adopted")
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "vastgestelde editie"
        triggers = [
            pgtrigger.Protect(name="adopted_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("What was adopted is kept for good"),
        ]

    def __str__(self):
        return f"{self.regiobeeld_id}: {self.content_hash[:8]}"

import re
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, GeneratedField, OuterRef, Q
from django.utils import timezone

from iza_portal.writing.models import JointText
from plans.workflow import FROZEN_STATES, MOVES, Status
from regions.models import Region
from regions.roles import roles_of, takes_part


class PlanKind(models.TextChoices):
    """What kind of plan it is: its public address says it, and that address lasts.

    A werkagenda D5 (AZWA) stands beside the regioplan, and follows a national format (domain: B15, B16).
    """

    REGIOPLAN = "regioplan", "regioplan"
    WERKAGENDA = "werkagenda", "werkagenda D5"


#: How the code of a section of an aanpak begins: with that of the aanpak, such as «3a.1».
OF_AANPAK = re.compile("^[0-9][a-z]")


class Aard(models.TextChoices):
    """What a version is to the one before it (domain: B8, B19)."""

    EERSTE = "eerste", "eerste versie"
    AANVULLING = "aanvulling", "aanvulling"
    HERIJKING = "herijking", "herijking"


class RegioplanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` may read: published ones, and those that `inside` answers.

        The same as `plans.rules.may_read`, as a filter.
        """
        return self.filter(Q(status=Status.GEPUBLICEERD) | self._inside(user))

    def inside(self, user):
        """Those of which `user` may see the work as well: the own regions' ones, and for which they gave a reason.

        The same as `plans.rules.may_see_work`, as a filter.
        """
        return self.filter(self._inside(user))

    @staticmethod
    def _inside(user):
        if not user.is_authenticated:
            return Q(pk__in=[])
        own_region = Q(region__in={role.region_id for role in roles_of(user)})
        if not user.is_portal_admin:
            return own_region
        return own_region | Q(Exists(user.inzages.filter(plan=OuterRef("pk"), expires_at__gt=timezone.now())))


class Regioplan(models.Model):
    """The plan of a region for one edition: its priority opgaven, who does what, on which scale (IZA, part B).

    Of `kind` it is the regioplan itself or the werkagenda beside it, of which the aanpakken are the opgaven. `edition` is a
    year, and `version` counts the versions in it. One that is not the first is `based_on` the version that
    it renews or adds to, as `aard` says. The state moves through `plans.adoption` alone; a trigger refuses a move that is
    not in the table.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="regioplannen", verbose_name="regio")
    kind = models.CharField("soort", max_length=12, choices=PlanKind.choices, default=PlanKind.REGIOPLAN)
    edition = models.PositiveSmallIntegerField("editie")
    version = models.PositiveSmallIntegerField("versie", default=1)
    aard = models.CharField("aard", max_length=12, choices=Aard.choices, default=Aard.EERSTE)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_versions", verbose_name="bouwt voort op"
    )
    title = models.CharField("titel", max_length=200)
    status = models.CharField("status", max_length=20, choices=Status.choices, default=Status.CONCEPT)
    due_on = models.DateField("af op", null=True, blank=True)
    # Said on the page and in the dossier where content was made up to show the portal.
    is_demonstration = models.BooleanField("demonstratie", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    adopted_on = models.DateField("vastgesteld op", null=True, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    # Said on the public page in the place of the plan.
    withdrawal_reason = models.TextField("reden van intrekken", blank=True)

    objects = RegioplanQuerySet.as_manager()

    class Meta:
        verbose_name = "regioplan"
        verbose_name_plural = "regioplannen"
        ordering = ["region", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "edition", "version"],
                name="regioplan_edition_once",
                violation_error_message="Deze regio heeft al een plan van deze soort en editie.",
            ),
            models.CheckConstraint(name="regioplan_edition_is_a_year", condition=Q(edition__range=(2023, 2100))),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="status", transitions=MOVES.legal),
            pgtrigger.Protect(
                name="adopted_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__status__in=FROZEN_STATES)
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/plannen/{self.pk}/"

    @property
    def noun(self) -> str:
        """What people call an opgave in this plan."""
        return "aanpak" if self.kind == PlanKind.WERKAGENDA else "opgave"

    @property
    def nouns(self) -> str:
        """The same of more than one."""
        return "aanpakken" if self.kind == PlanKind.WERKAGENDA else "opgaven"


class SectionQuerySet(models.QuerySet):
    def present(self):
        """Those that are in the plan, in order; a removed one has no position and can be put back."""
        return self.filter(position__isnull=False)

    def removed_alone(self):
        """Those that were removed by themselves, and not along with an aanpak that was left out."""
        return self.filter(position=None).exclude(code__regex=OF_AANPAK.pattern)

    def of_aanpakken(self):
        """Those that are a text of an aanpak: they come and go with it."""
        return self.filter(code__regex=OF_AANPAK.pattern)

    def with_owner(self):
        """With the owner, and `owner_takes_part`: whether that person still has a part in the region."""
        return self.select_related("owner").annotate(owner_takes_part=takes_part("owner", "plan__region"))


class Section(JointText):
    """One section (onderdeel) of a regioplan: its title, its place and its text. Removed: without a position.

    `code` is its place in the national format of a werkagenda: «1.2», «3:doelen» of a leefgebied, «2a:ist» of an aanpak;
    other sections have none. `guidance` says what belongs here (IZA part B, GALA 3G-I). `owner` sees to it that it is ready
    by `due_on`; `assignees` write in it. `key` stays the same from version to version.
    """

    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="sections")
    # The database gives each row that was there before a key of its own.
    key = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    position = models.PositiveSmallIntegerField("plaats", null=True)
    code = models.CharField("plaats in het format", max_length=20, blank=True, editable=False)
    title = models.CharField("titel", max_length=150)
    is_numbered = models.BooleanField("heeft een hoofdstuknummer", default=True)
    guidance = models.TextField("wat hoort hier", blank=True)
    is_ready = models.BooleanField("klaar", default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_sections",
        verbose_name="eigenaar",
    )
    due_on = models.DateField("af op", null=True, blank=True)
    assignees = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="sections", verbose_name="schrijvers", blank=True
    )
    search = GeneratedField(
        expression=SearchVector("title", weight="A", config="dutch")
        + SearchVector("plain_text", weight="B", config="dutch"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "onderdeel"
        verbose_name_plural = "onderdelen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="section_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["plan", "key"], name="section_key_once"),
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="section_code_once"),
        ]
        indexes = [GinIndex(fields=["search"], name="section_search")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/plannen/{self.plan_id}/#onderdeel-{self.pk}"

    @property
    def aanpak(self) -> str:
        """The code of the aanpak that it is a text of, or nothing."""
        return self.code.partition(":")[0] if OF_AANPAK.match(self.code) else ""

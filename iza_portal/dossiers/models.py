from django.db import models
from django.db.models import Exists, OuterRef, Q

from iza_portal.dossiers import files
from iza_portal.dossiers.kinds import Kind, Papers
from iza_portal.work.models import UNDER_WAY, State, Work, WorkQuerySet
from plans.models import Regioplan, Status
from regions.models import PUBLIC, BeeldStatus, Regiobeeld, Region

OF_KIND = {
    Kind.REGIOPLAN: Q(region=None, plan__isnull=False),
    Kind.REGIOBEELD: Q(region=None, regiobeeld__isnull=False),
    Kind.REGIO: Q(region__isnull=False),
}


class DossierQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """All those in which `user` may see the work on everything, and those in which the rest was and is public.

        The same as `iza_portal.dossiers.rules.may_see`, as a filter.
        """
        plan = (
            Q(plan=None)
            | Q(plan__status=Status.GEPUBLICEERD, plan_status=Status.GEPUBLICEERD)
            | Exists(Regioplan.objects.inside(user).filter(pk=OuterRef("plan")))
        )
        regiobeeld = (
            Q(regiobeeld=None)
            | Q(regiobeeld__status__in=PUBLIC, regiobeeld_status__in=PUBLIC)
            | Exists(Regiobeeld.objects.inside(user).filter(pk=OuterRef("regiobeeld")))
        )
        return self.filter(plan, regiobeeld)

    def of(self, owner: Regioplan | Regiobeeld | Region):
        """Those of one plan, of one regiobeeld, or of one region itself."""
        if isinstance(owner, Region):
            return self.filter(region=owner)
        if isinstance(owner, Regiobeeld):
            return self.filter(OF_KIND[Kind.REGIOBEELD], regiobeeld=owner)
        return self.filter(OF_KIND[Kind.REGIOPLAN], plan=owner)

    def of_kind(self, kind: Kind):
        return self.filter(OF_KIND[kind])

    def about_region(self, region: Region):
        """Those of a region, of its plans and of its regiobeelden."""
        return self.filter(Q(region=region) | Q(plan__region=region) | Q(regiobeeld__region=region))

    def without_content(self):
        """For pages: a content can be megabytes."""
        return self.defer("content").select_related("plan__region", "regiobeeld__region", "region", "requested_by")


class Dossier(Work):
    """A PDF of a plan, of a regiobeeld or of a region with both, as they were when it was asked for; a worker makes it.

    With a `region` it is the region's own dossier, of the plan and the regiobeeld that stand beside it; otherwise it is
    of the one that stands there. `content` is that moment: everything the PDF shows, as JSON; `content_hash` is its
    SHA-256 and stands in the colophon with `code`, such as «ZHE-BAR 2026-3», «ZHE-BAR beeld 2026-1» or «ZHE-BAR regio-2».
    `plan_status` and `regiobeeld_status` are the states then, for rights. `file` is a path below `DOSSIER_DIR`.
    `failed_section` is the title of the section that is the cause of a failure.
    """

    TASK = "iza_portal.dossiers.tasks.make"
    BROKE_OFF = (
        "Het maken brak drie keer af. Misschien is het dossier te groot. Laat het de beheerder van het portaal weten."
    )
    TOO_LONG = "Het maken duurde te lang. Misschien is een tabel of een onderdeel erg groot."

    plan = models.ForeignKey(Regioplan, models.PROTECT, null=True, related_name="dossiers")
    regiobeeld = models.ForeignKey(Regiobeeld, models.PROTECT, null=True, related_name="dossiers")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="dossiers", verbose_name="regio")
    number = models.PositiveIntegerField("volgnummer")
    code = models.CharField("dossiernummer", max_length=40)
    plan_status = models.CharField("status van het plan", max_length=20, choices=Status.choices, blank=True)
    regiobeeld_status = models.CharField(
        "status van het regiobeeld", max_length=20, choices=BeeldStatus.choices, blank=True
    )
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    pages = models.PositiveIntegerField("pagina’s", null=True)
    file = models.CharField(max_length=100, blank=True)
    bytes = models.PositiveIntegerField(null=True)
    failed_section = models.CharField(max_length=150, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], condition=Q(region=None), name="dossier_number_once"),
            models.UniqueConstraint(
                fields=["regiobeeld", "number"], condition=Q(region=None), name="dossier_beeld_number_once"
            ),
            models.UniqueConstraint(fields=["region", "number"], name="dossier_region_number_once"),
            # The same content is made once: whoever asks again gets the dossier that is there or under way.
            models.UniqueConstraint(
                fields=["plan", "regiobeeld", "region", "content_hash"],
                condition=~Q(state="mislukt"),
                nulls_distinct=False,
                name="dossier_content_once",
            ),
            models.CheckConstraint(
                name="dossier_is_of_one_kind",
                condition=Q(plan__isnull=False, regiobeeld=None)
                | Q(plan=None, regiobeeld__isnull=False)
                | Q(plan__isnull=False, regiobeeld__isnull=False, region__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_knows_the_states_of_its_subjects",
                condition=(Q(plan=None, plan_status="") | (Q(plan__isnull=False) & ~Q(plan_status="")))
                & (Q(regiobeeld=None, regiobeeld_status="") | (Q(regiobeeld__isnull=False) & ~Q(regiobeeld_status=""))),
            ),
            models.CheckConstraint(
                name="dossier_ready_has_file", condition=~Q(state="klaar") | (~Q(file="") & Q(pages__gt=0))
            ),
        ]
        indexes = [models.Index(fields=["requested_at"], condition=Q(state__in=UNDER_WAY), name="dossier_under_way")]

    def __str__(self):
        return f"Dossier {self.code}"

    def get_absolute_url(self):
        return f"/dossiers/{self.pk}/"

    @property
    def kind(self) -> Kind:
        if self.region_id:
            return Kind.REGIO
        return Kind.REGIOPLAN if self.plan_id else Kind.REGIOBEELD

    @property
    def subject(self) -> Regioplan | Regiobeeld | Papers:
        """What it is of; of a region the papers that it was made of."""
        return Papers(self.region, self.regiobeeld, self.plan) if self.region_id else self.owner

    @property
    def owner(self) -> Regioplan | Regiobeeld | Region:
        """The plan, the regiobeeld or the region that it belongs to."""
        return self.region or self.plan or self.regiobeeld

    @property
    def status_then(self) -> str:
        """The state, in words, of what it shows when it was asked for."""
        if self.kind == Kind.REGIOPLAN:
            return self.get_plan_status_display()
        if self.kind == Kind.REGIOBEELD:
            return self.get_regiobeeld_status_display()
        states = {"regiobeeld": self.get_regiobeeld_status_display(), "regioplan": self.get_plan_status_display()}
        return ", ".join(f"{name} {state}" for name, state in states.items() if state)

    @property
    def is_available(self):
        """Is there a file to download? A ready dossier can have lost it, after a restored back-up for example."""
        return self.state == State.KLAAR and files.exists(self.file)

from django.db import models
from django.db.models import Exists, OuterRef, Q

from iza_portal.dossiers import files
from iza_portal.dossiers.kinds import Kind, Papers
from iza_portal.work.models import UNDER_WAY, State, Work, WorkQuerySet
from plans.models import Regioplan, Status
from plans.models.transformatie import Indiening, Transformatieplan
from plans.transformatie.dossier import Taken
from plans.transformatie.workflow import Planstand
from regions.models import PUBLIC, BeeldStatus, Regiobeeld, Region

OF_KIND = {
    Kind.REGIOPLAN: Q(region=None, plan__isnull=False),
    Kind.REGIOBEELD: Q(region=None, regiobeeld__isnull=False),
    Kind.REGIO: Q(region__isnull=False),
    Kind.TRANSFORMATIEPLAN: Q(transformatieplan__isnull=False),
}


def _of_readable_region(user) -> Q:
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
    return plan & regiobeeld


def _of_readable_plan(user) -> Q:
    party = Transformatieplan.objects.of_party(user).filter(pk=OuterRef("transformatieplan"))
    return Q(Exists(party)) | Exists(Indiening.objects.readable_to(user).filter(pk=OuterRef("indiening")))


class DossierQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """All those in which `user` may see the work on everything, and those in which the rest was and is public.

        Of a transformatieplan: its parties all, others those of a submission that they may read.
        The same as `iza_portal.dossiers.rules.may_see`, as a filter.
        """
        return self.filter(_of_readable_region(user), Q(transformatieplan=None) | _of_readable_plan(user))

    def of_visible_to(self, owner: Regioplan | Regiobeeld | Region | Transformatieplan, user):
        """Those `of` the owner that are `visible_to` the person: asks what decides of an owner of that kind, no more."""
        readable = _of_readable_plan if isinstance(owner, Transformatieplan) else _of_readable_region
        return self.of(owner).filter(readable(user))

    def of(self, owner: Regioplan | Regiobeeld | Region | Transformatieplan):
        """Those of one plan of either kind, of one regiobeeld, or of one region itself."""
        if isinstance(owner, Transformatieplan):
            return self.filter(transformatieplan=owner)
        if isinstance(owner, Region):
            return self.filter(region=owner)
        if isinstance(owner, Regiobeeld):
            return self.filter(OF_KIND[Kind.REGIOBEELD], regiobeeld=owner)
        return self.filter(OF_KIND[Kind.REGIOPLAN], plan=owner)

    def of_kind(self, kind: Kind):
        return self.filter(OF_KIND[kind])

    def about_region(self, region: Region):
        """Those of a region, of its plans and of its regiobeelden."""
        of_plan = Q(plan__region=region) | Q(transformatieplan__region=region)
        return self.filter(Q(region=region) | Q(regiobeeld__region=region) | of_plan)

    def without_content(self):
        """For pages: a content can be megabytes."""
        owners = ("plan__region", "regiobeeld__region", "region", "transformatieplan__region", "indiening")
        heavy = ("content", "indiening__content", "indiening__differences")
        return self.defer(*heavy).select_related(*owners, "requested_by")


class Dossier(Work):
    """A PDF of a plan, of a regiobeeld or of a region with both, as they were when it was asked for; a worker makes it.

    With a `region` it is the region's own dossier, of the plan and the regiobeeld that stand beside it; otherwise it is
    of the one that stands there. `content` is that moment: everything the PDF shows, as JSON; `content_hash` is its
    SHA-256 and stands in the colophon with `code`, such as «ZHE-BAR 2026-3», «ZHE-BAR beeld 2026-1» or «ZHE-BAR regio-2».
    `plan_status` and `regiobeeld_status` are the states then, for rights. Of a transformatieplan it shows what was submitted
    with `indiening`; without one it is the plan as its parties were writing it, for them alone. `file` is a path below
    `DOSSIER_DIR`.
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
    transformatieplan = models.ForeignKey(Transformatieplan, models.PROTECT, null=True, related_name="dossiers")
    indiening = models.ForeignKey(Indiening, models.PROTECT, null=True, related_name="+", verbose_name="indiening")
    number = models.PositiveIntegerField("volgnummer")
    code = models.CharField("dossiernummer", max_length=40)
    plan_status = models.CharField("status van het plan", max_length=20, choices=Status.choices, blank=True)
    regiobeeld_status = models.CharField(
        "status van het regiobeeld", max_length=20, choices=BeeldStatus.choices, blank=True
    )
    transformatieplan_status = models.CharField(
        "stand van het transformatieplan", max_length=20, choices=Planstand.choices, blank=True
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
            models.UniqueConstraint(fields=["transformatieplan", "number"], name="dossier_transformatie_number_once"),
            # The same content is made once: whoever asks again gets the dossier that is there or under way.
            models.UniqueConstraint(
                fields=["plan", "regiobeeld", "region", "transformatieplan", "indiening", "content_hash"],
                condition=~Q(state="mislukt"),
                nulls_distinct=False,
                name="dossier_content_once",
            ),
            models.CheckConstraint(
                name="dossier_is_of_one_kind",
                condition=(
                    Q(transformatieplan=None, indiening=None)
                    & (
                        Q(plan__isnull=False, regiobeeld=None)
                        | Q(plan=None, regiobeeld__isnull=False)
                        | Q(plan__isnull=False, regiobeeld__isnull=False, region__isnull=False)
                    )
                )
                | Q(transformatieplan__isnull=False, plan=None, regiobeeld=None, region=None),
            ),
            models.CheckConstraint(
                name="dossier_knows_the_states_of_its_subjects",
                condition=(Q(plan=None, plan_status="") | (Q(plan__isnull=False) & ~Q(plan_status="")))
                & (Q(regiobeeld=None, regiobeeld_status="") | (Q(regiobeeld__isnull=False) & ~Q(regiobeeld_status="")))
                & (
                    Q(transformatieplan=None, transformatieplan_status="")
                    | (Q(transformatieplan__isnull=False) & ~Q(transformatieplan_status=""))
                ),
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
        if self.transformatieplan_id:
            return Kind.TRANSFORMATIEPLAN
        return Kind.REGIOPLAN if self.plan_id else Kind.REGIOBEELD

    @property
    def subject(self) -> Regioplan | Regiobeeld | Papers | Taken:
        """What it is of; of a region the papers that it was made of, of a transformatieplan what it shows of it."""
        if self.transformatieplan_id:
            return Taken(self.transformatieplan, self.indiening)
        return Papers(self.region, self.regiobeeld, self.plan) if self.region_id else self.owner

    @property
    def owner(self) -> Regioplan | Regiobeeld | Region | Transformatieplan:
        """The plan, the regiobeeld or the region that it belongs to."""
        return self.region or self.plan or self.regiobeeld or self.transformatieplan

    @property
    def status_then(self) -> str:
        """The state, in words, of what it shows when it was asked for."""
        if self.kind == Kind.REGIOPLAN:
            return self.get_plan_status_display()
        if self.kind == Kind.REGIOBEELD:
            return self.get_regiobeeld_status_display()
        if self.kind == Kind.TRANSFORMATIEPLAN:
            return self.get_transformatieplan_status_display()
        states = {"regiobeeld": self.get_regiobeeld_status_display(), "regioplan": self.get_plan_status_display()}
        return ", ".join(f"{name} {state}" for name, state in states.items() if state)

    @property
    def is_available(self):
        """Is there a file to download? A ready dossier can have lost it, after a restored back-up for example."""
        return self.state == State.KLAAR and files.exists(self.file)

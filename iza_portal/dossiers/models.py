from django.db import models
from django.db.models import Exists, OuterRef, Q

from iza_portal.dossiers import files
from iza_portal.work.models import UNDER_WAY, State, Work, WorkQuerySet
from plans.models import Regioplan, Status


class DossierQuerySet(WorkQuerySet):
    def visible_to(self, user):
        """All those of plans of which `user` may see the work, and of published plans those that show them published.

        The same as `iza_portal.dossiers.rules.may_see`, as a filter.
        """
        insight = Exists(Regioplan.objects.inside(user).filter(pk=OuterRef("plan")))
        published = Q(plan__status=Status.GEPUBLICEERD, plan_status=Status.GEPUBLICEERD)
        return self.filter(Q(insight) | published)

    def without_content(self):
        """For pages: a content can be megabytes."""
        return self.defer("content").select_related("plan__region", "requested_by")


class Dossier(Work):
    """A PDF of a plan as it was when it was asked for; a worker makes it.

    `content` is that moment: everything the PDF shows, as JSON; `content_hash` is its SHA-256 and stands in the colophon
    with `code`, such as «ZHE-BAR 2026-3». `plan_status` is the plan's state then, for rights. `file` is
    a path below `DOSSIER_DIR`. `failed_section` is the title of the section that is the cause of a failure.
    """

    TASK = "iza_portal.dossiers.tasks.make"
    BROKE_OFF = (
        "Het maken brak drie keer af. Misschien is het plan te groot. Laat het de beheerder van het portaal weten."
    )
    TOO_LONG = "Het maken duurde te lang. Misschien is een tabel of een onderdeel erg groot."

    plan = models.ForeignKey(Regioplan, models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField("volgnummer")
    code = models.CharField("dossiernummer", max_length=40)
    plan_status = models.CharField("status van het plan", max_length=20, choices=Status.choices)
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
            models.UniqueConstraint(fields=["plan", "number"], name="dossier_number_once"),
            # The same content is made once: whoever asks again gets the dossier that is there or under way.
            models.UniqueConstraint(
                fields=["plan", "content_hash"], condition=~Q(state="mislukt"), name="dossier_content_once"
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
    def is_available(self):
        """Is there a file to download? A ready dossier can have lost it, after a restored back-up for example."""
        return self.state == State.KLAAR and files.exists(self.file)

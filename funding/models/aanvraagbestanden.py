"""The file of an application for the SPUK transformatiemiddelen: a ZIP that a worker makes, to upload elsewhere."""

from pathlib import Path

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.aanvragen import SpukAanvraag
from iza_portal.trail.models import never_emptied
from iza_portal.work.models import State, Work


class Aanvraagbestand(Work):
    """All that is uploaded with an application, as it was when somebody asked for it, in one ZIP.

    `content` is everything that it shows, as JSON, with its SHA-256 (`content_hash`): the same content is made once. Papers
    that people added are not in it but named by their key and SHA-256. `on` is the day that its papers say. `file` is a path
    below `DOSSIER_DIR`, with the `sha256` of the ZIP and its size. Once the application was handed in its files are kept.
    """

    TASK = "iza_portal.dossiers.tasks.make_application_file"
    BROKE_OFF = "Het maken brak drie keer af. Laat het de beheerder van het portaal weten."
    TOO_LONG = "Het maken duurde te lang. Misschien is een stuk erg groot. Laat het de beheerder van het portaal weten."

    aanvraag = models.ForeignKey(SpukAanvraag, models.CASCADE, related_name="bestanden")
    number = models.PositiveIntegerField("volgnummer")
    on = models.DateField("zoals op")
    content = models.JSONField()
    content_hash = models.CharField("kenmerk van de inhoud", max_length=64)
    file = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = "bestand van een SPUK-aanvraag"
        verbose_name_plural = "bestanden van SPUK-aanvragen"
        ordering = ["aanvraag", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["aanvraag", "number"], name="aanvraagbestand_number_once"),
            models.UniqueConstraint(fields=["aanvraag", "content_hash"], name="aanvraagbestand_content_once"),
            models.CheckConstraint(
                name="aanvraagbestand_ready_has_file",
                condition=~Q(state="klaar") | (~Q(file="") & ~Q(sha256="") & Q(bytes__gt=0)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="content_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("aanvraag", "number", "on", "content", "content_hash"),
            ),
            pgtrigger.Trigger(
                name="kept_with_what_was_handed_in",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM funding_spukaanvraag WHERE id = OLD.aanvraag_id AND status = 'ingediend'
                    ) THEN
                        RAISE EXCEPTION 'The files of what was applied for are kept (%)', OLD.aanvraag_id;
                    END IF;
                    RETURN OLD;
                """,
            ),
            never_emptied("Files of applications are kept"),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        """By what people call it: «SPUK-TM 12-3»."""
        return f"SPUK-TM {self.aanvraag_id}-{self.number}"

    @property
    def path(self) -> Path:
        """Where the ZIP is, below `DOSSIER_DIR`."""
        return Path(settings.DOSSIER_DIR) / self.file

    @property
    def is_available(self) -> bool:
        """Is there a ZIP to download? It may have got lost, after a restored back-up for example."""
        return self.state == State.KLAAR and self.path.is_file()

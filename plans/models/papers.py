from django.db import models

from plans.models.pdfs import AddedPdf
from plans.models.regioplannen import Regioplan


class Paper(AddedPdf):
    """A PDF that somebody added to a plan: a decision of a college, evidence of a milestone. Kept as it came, for good.

    Looked at before it is taken (`plans.papers`), and only ever handed out as a file to save. `sha256` is of `content`.
    """

    plan = models.ForeignKey(Regioplan, models.PROTECT, related_name="papers")

    class Meta(AddedPdf.Meta):
        verbose_name = "stuk"
        verbose_name_plural = "stukken"

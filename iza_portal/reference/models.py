from django.db import models


class Certainty(models.TextChoices):
    """How sure a row of reference data is; shown beside the figures, so that a guess is never sold as a fact."""

    VASTGESTELD = "vastgesteld", "vastgesteld"
    AFGELEID = "afgeleid", "afgeleid"
    AANGENOMEN = "aangenomen", "aangenomen"
    RECONSTRUCTIE = "reconstructie", "reconstructie"
    INDICATIEF = "indicatief", "indicatief"


class Provenance(models.Model):
    """Where a row of reference data comes from: its source, the day it speaks of, and how sure it is."""

    source = models.CharField("bron", max_length=300)
    peildatum = models.DateField("peildatum")
    certainty = models.CharField("zekerheid", max_length=20, choices=Certainty.choices)
    certainty_note = models.CharField("toelichting bij de zekerheid", max_length=500, blank=True)

    class Meta:
        abstract = True

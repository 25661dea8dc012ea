"""The consultation of a plan: a reading version goes to named parties, they react, every reaction gets an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from iza_portal.accounts.models import Organisation
from iza_portal.writing.models import Version
from plans.models.opgaven import Opgave
from plans.models.regioplannen import Regioplan, Section
from regions.models import Handling, Stance


class Consultatie(models.Model):
    """A round of consultation: a question to named parties about the reading version `leesversie`, with a term.

    `account` says, when it closes, what was done with the reactions as a whole.
    """

    plan = models.ForeignKey(Regioplan, models.CASCADE, related_name="consultaties")
    number = models.PositiveSmallIntegerField("nummer")
    leesversie = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    question = models.TextField("vraag")
    opened_at = models.DateTimeField("geopend op")
    due_on = models.DateField("reageren tot en met")
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)
    account = models.TextField("verantwoording", blank=True)
    parties = models.ManyToManyField(Organisation, related_name="consultaties", verbose_name="gevraagde partijen")

    class Meta:
        verbose_name = "consultatie"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="consultatie_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(closed_at=None), name="consultatie_one_open"),
        ]

    def __str__(self):
        return f"Consultatie {self.number}"

    def get_absolute_url(self):
        return f"/plannen/{self.plan_id}/consultaties/{self.pk}/"


class Inspraakreactie(models.Model):
    """What one party says of one section, of one opgave, or (with neither) of the plan as a whole; and what came of it."""

    consultatie = models.ForeignKey(Consultatie, models.CASCADE, related_name="reacties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisatie")
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="+")
    opgave = models.ForeignKey(Opgave, models.CASCADE, null=True, blank=True, related_name="+")
    stance = models.CharField("reactie", max_length=12, choices=Stance.choices)
    text = models.TextField("toelichting", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gereageerd op")
    handling = models.CharField("afhandeling", max_length=15, choices=Handling.choices, blank=True)
    answer = models.TextField("antwoord", blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField("afgehandeld op", null=True, blank=True)

    class Meta:
        verbose_name = "reactie"
        verbose_name_plural = "reacties"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultatie", "organisation", "section", "opgave"],
                nulls_distinct=False,
                name="inspraakreactie_once",
            ),
            models.CheckConstraint(name="inspraakreactie_of_one", condition=Q(section=None) | Q(opgave=None)),
            models.CheckConstraint(name="inspraakreactie_has_words", condition=Q(stance="eens") | ~Q(text="")),
        ]

    def __str__(self):
        return f"{self.organisation_id}: {self.stance}"

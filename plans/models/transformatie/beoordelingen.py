"""How insurers judge a submission: who, per criterion, apart from each other; and the decision that they reach together."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from iza_portal.accounts.models import Organisation
from iza_portal.trail.models import kept_for_good, never_emptied
from plans.models.pdfs import MadePdf
from plans.models.transformatie.indieningen import Indiening
from plans.models.transformatie.kaders import Kadercriterium
from plans.models.transformatie.plannen import Transformatieplan


class Toewijzing(models.Model):
    """A person who judges a submission for an insurer. `recused_at`: they have no part in it any more, with the reason.

    Who recused themselves reads nothing of the judgment from then on. `ended_at`: somebody else took over. An insurer has
    one person at a time who has it in hand.
    """

    indiening = models.ForeignKey(Indiening, models.PROTECT, related_name="toewijzingen")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="verzekeraar")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="beoordelaar")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("toegewezen op")
    recused_at = models.DateTimeField("teruggetrokken op", null=True, blank=True)
    recusal_reason = models.TextField("waarom teruggetrokken", blank=True)
    ended_at = models.DateTimeField("overgedragen op", null=True, blank=True)

    class Meta:
        verbose_name = "toewijzing"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indiening", "organisation", "person"],
                condition=Q(ended_at=None),
                name="toewijzing_once",
            ),
            models.UniqueConstraint(
                fields=["indiening", "organisation"],
                condition=Q(ended_at=None, recused_at=None),
                name="toewijzing_one_at_a_time",
            ),
            models.CheckConstraint(
                name="toewijzing_recusal_says_why", condition=Q(recused_at=None) | ~Q(recusal_reason="")
            ),
        ]

    def __str__(self):
        return f"{self.indiening_id}: {self.organisation_id}"


class Beoordelingstand(models.TextChoices):
    """Where the judgment of one insurer stands."""

    BEZIG = "bezig", "wordt opgesteld"
    TER_ONDERTEKENING = "ter_ondertekening", "wacht op de tweede handtekening"
    INGEDIEND = "ingediend", "ingediend"


class Advies(models.TextChoices):
    """What an insurer thinks that the decision should be, and what the two decide together."""

    IMPACTVOL = "impactvol", "impactvol"
    AANVULLEN = "aanvullen", "aanvullen"
    NIET_IMPACTVOL = "niet_impactvol", "niet impactvol"
    GOEDKEUREN = "goedkeuren", "goedkeuren"
    AANPASSEN = "aanpassen", "aanpassen"


#: What can be thought in either step.
ADVICE = {
    "snelle_toets": [Advies.IMPACTVOL, Advies.AANVULLEN, Advies.NIET_IMPACTVOL],
    "beoordeling": [Advies.GOEDKEUREN, Advies.AANPASSEN],
}


class Beoordeling(models.Model):
    """The judgment of one market leader on a submission, with an `Oordeel` for each criterion.

    Neither sees the other's before both are `INGEDIEND`; that takes two people of the insurer, `submitted_by` and
    `signed_by`. From then on a trigger refuses every change. `version` counts the changes.
    """

    indiening = models.ForeignKey(Indiening, models.PROTECT, related_name="beoordelingen")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="verzekeraar")
    status = models.CharField("stand", max_length=20, choices=Beoordelingstand.choices, default=Beoordelingstand.BEZIG)
    advice = models.CharField("advies", max_length=15, choices=Advies.choices, blank=True)
    motivation = models.TextField("motivering", blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("opgesteld op", null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("ondertekend op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "beoordeling"
        verbose_name_plural = "beoordelingen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["indiening", "organisation"], name="beoordeling_once"),
            models.CheckConstraint(
                name="beoordeling_is_signed",
                condition=~Q(status="ingediend")
                | (Q(signed_by__isnull=False, submitted_by__isnull=False, signed_at__isnull=False) & ~Q(advice="")),
            ),
            models.CheckConstraint(
                name="beoordeling_two_people",
                condition=Q(signed_by=None) | Q(submitted_by=None) | ~Q(signed_by=F("submitted_by")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="legal_moves",
                field="status",
                transitions=[
                    ("bezig", "ter_ondertekening"),
                    ("ter_ondertekening", "bezig"),
                    ("ter_ondertekening", "ingediend"),
                ],
            ),
            pgtrigger.Protect(
                name="submitted_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="ingediend"),
            ),
            never_emptied("A judgment is kept"),
        ]

    def __str__(self):
        return f"{self.indiening_id}: {self.organisation_id}"


class Uitkomst(models.TextChoices):
    """What a reviewer finds of one criterion."""

    VOLDOET = "voldoet", "voldoet"
    DEELS = "deels", "voldoet deels"
    VOLDOET_NIET = "voldoet_niet", "voldoet niet"
    NVT = "nvt", "niet van toepassing"


class Oordeel(models.Model):
    """What an insurer finds of one criterion, why, and where in the plan (`place`: the code of a part)."""

    beoordeling = models.ForeignKey(Beoordeling, models.PROTECT, related_name="oordelen")
    criterion = models.ForeignKey(Kadercriterium, models.PROTECT, related_name="+")
    outcome = models.CharField("oordeel", max_length=12, choices=Uitkomst.choices)
    reason = models.TextField("waarom", blank=True)
    place = models.CharField("plaats in het plan", max_length=30, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("gegeven op")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "oordeel"
        verbose_name_plural = "oordelen"
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["beoordeling", "criterion"], name="oordeel_once"),
            models.CheckConstraint(
                name="oordeel_says_why",
                condition=Q(outcome="voldoet") | ~Q(reason=""),
                violation_error_message="Schrijf op waarom. Alleen bij “voldoet” mag dit leeg blijven.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="submitted_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("it", "RECORD"), ("state", "TEXT")],
                func="""
                    FOR side IN 1..2 LOOP
                        CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');
                        IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;
                        SELECT status INTO state FROM plans_beoordeling WHERE id = it.beoordeling_id FOR SHARE;
                        IF state <> 'bezig' THEN
                            RAISE EXCEPTION 'A judgment that is submitted stays as it is';
                        END IF;
                    END LOOP;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
            never_emptied("A judgment is kept"),
        ]

    def __str__(self):
        return f"{self.beoordeling_id} {self.criterion_id}: {self.outcome}"


class Notitie(models.Model):
    """A private note of a reviewer: for themselves, or for the colleagues of the insurer who judge along (`is_shared`)."""

    indiening = models.ForeignKey(Indiening, models.PROTECT, related_name="notities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Kadercriterium, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("notitie")
    is_shared = models.BooleanField("collega’s die meebeoordelen lezen mee", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "notitie"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.indiening_id}: {self.by_id}"


class Besluitstap(models.TextChoices):
    """Which decision it is: on the snelle toets, the preliminary one on the plan, or the final one."""

    SNELLE_TOETS = "snelle_toets", "besluit over de snelle toets"
    VOORGENOMEN = "voorgenomen", "voorgenomen besluit"
    DEFINITIEF = "definitief", "definitief besluit"


class Besluitstand(models.TextChoices):
    """A decision is proposed by one market leader, confirmed by the other, and then sent: there is no other way."""

    VOORSTEL = "voorstel", "voorgesteld, wacht op de andere marktleider"
    BEVESTIGD = "bevestigd", "door beide marktleiders bevestigd"
    VERZONDEN = "verzonden", "verzonden"
    AFGEWEZEN = "afgewezen", "van de baan"


class Planbesluit(models.Model):
    """The decision of the two market leaders on a submission: the outcome, the reasons, and what they find per criterion.

    One that is `AFGEWEZEN` makes room for a next proposal: by the other leader, or by the one that takes its own proposal or
    confirmation back (`rejected_for`). `criteria` is per criterion the outcome and the reason that both stand for, as JSON,
    and goes into the letter. `content` is the letter once it is sent, as JSON with its SHA-256; the PDF is made of it by a
    worker. A trigger refuses every change of what was sent.
    """

    indiening = models.ForeignKey(Indiening, models.PROTECT, related_name="besluiten")
    step = models.CharField("besluit", max_length=12, choices=Besluitstap.choices)
    status = models.CharField("stand", max_length=12, choices=Besluitstand.choices, default=Besluitstand.VOORSTEL)
    outcome = models.CharField("uitkomst", max_length=15, choices=Advies.choices)
    motivation = models.TextField("motivering")
    criteria = models.JSONField("per criterium", default=list)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("voorgesteld op")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    rejected_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    rejected_at = models.DateTimeField("van de baan op", null=True, blank=True)
    rejected_reason = models.TextField("waarom van de baan", blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("verzonden op", null=True, blank=True)
    content = models.JSONField("brief", null=True)
    content_hash = models.CharField("kenmerk van de brief", max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "besluit van de marktleiders"
        verbose_name_plural = "besluiten van de marktleiders"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indiening", "step"], condition=~Q(status="afgewezen"), name="planbesluit_once"
            ),
            models.CheckConstraint(
                name="planbesluit_by_both",
                condition=Q(status__in=["voorstel", "afgewezen"])
                | (Q(confirmed_for__isnull=False) & ~Q(confirmed_for=F("proposed_for"))),
            ),
            models.CheckConstraint(
                name="planbesluit_is_sent",
                condition=~Q(status="verzonden")
                | (Q(sent_at__isnull=False, content__isnull=False) & ~Q(content_hash="")),
            ),
            models.CheckConstraint(
                name="planbesluit_says_why_not",
                condition=~Q(status="afgewezen")
                | (Q(rejected_by__isnull=False, rejected_for__isnull=False) & ~Q(rejected_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="legal_moves",
                field="status",
                transitions=[
                    ("voorstel", "bevestigd"),
                    ("voorstel", "afgewezen"),
                    ("bevestigd", "afgewezen"),
                    ("bevestigd", "verzonden"),
                ],
            ),
            pgtrigger.Protect(
                name="sent_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status="verzonden"),
            ),
            never_emptied("A decision is kept for good"),
        ]

    def __str__(self):
        return f"{self.indiening_id} {self.step}: {self.outcome}"

    def get_absolute_url(self):
        """The letter, once it is sent."""
        return f"/transformatieplannen/{self.indiening.plan_id}/besluiten/{self.pk}/"

    @property
    def told(self) -> list[dict]:
        """What both find per criterion, each outcome in words as well."""
        return [row | {"outcome_label": Uitkomst(row["outcome"]).label} for row in self.criteria]

    @property
    def page_of_deciding(self) -> str:
        """Where the two leaders decide; nobody else can open it."""
        return f"{self.indiening.get_absolute_url()}besluit/"


class PlanbesluitPdf(MadePdf):
    """The letter of a decision as PDF, made once by a worker and kept for good; `sha256` is of `content`."""

    besluit = models.OneToOneField(Planbesluit, models.PROTECT, related_name="pdf")

    class Meta:
        verbose_name = "brief van een besluit als PDF"
        triggers = kept_for_good("A decision is kept for good")


class Volgwijze(models.TextChoices):
    """How another insurer follows a plan that was approved (domain: C12)."""

    VOLGT = "volgt", "volgt het plan in de eigen contracten"
    DEELS = "deels", "volgt deels, met uitleg"
    NOG_NIET = "nog_niet", "nog niet besloten"


class Gelijkgerichtheid(models.Model):
    """Whether another insurer acknowledged an approved plan, and how it follows. One row each is made on approval."""

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="gelijkgerichtheid")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="verzekeraar")
    follows = models.CharField("volgt", max_length=10, choices=Volgwijze.choices, default=Volgwijze.NOG_NIET)
    how = models.TextField("hoe, en voor welke periode", blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField("erkend op", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "gelijkgerichtheid van een verzekeraar"
        ordering = ["organisation"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "organisation"], name="gelijkgerichtheid_once"),
            models.CheckConstraint(
                name="gelijkgerichtheid_says_how",
                condition=~Q(follows="deels") | ~Q(how=""),
                violation_error_message="Schrijf op wat u wel en niet volgt.",
            ),
        ]

    def __str__(self):
        return f"{self.plan_id}: {self.organisation_id}"


class Escalatie(models.Model):
    """A question about a plan that goes to the bestuurlijk overleg, with the whole course as a dossier, and what came of it.

    `content` is the course as it was when it was escalated, as JSON with its SHA-256 (`plans.transformatie.escalatie`).
    """

    plan = models.ForeignKey(Transformatieplan, models.PROTECT, related_name="escalaties")
    number = models.PositiveSmallIntegerField("nummer")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="door")
    question = models.TextField("wat het bestuurlijk overleg wordt gevraagd")
    content = models.JSONField("het verloop")
    content_hash = models.CharField("kenmerk van het verloop", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("voorgelegd op")
    outcome = models.TextField("uitkomst", blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)

    class Meta:
        verbose_name = "escalatie"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="escalatie_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(closed_at=None), name="escalatie_one_open"),
            models.CheckConstraint(name="escalatie_says_what", condition=Q(closed_at=None) | ~Q(outcome="")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="course_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("plan", "number", "question", "content", "content_hash", "by", "at"),
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied("What went to the bestuurlijk overleg is kept for good"),
        ]

    def __str__(self):
        return f"Escalatie {self.number}"

    def get_absolute_url(self):
        return f"/transformatieplannen/{self.plan_id}/escalaties/{self.number}/"


class EscalatiePdf(MadePdf):
    """The dossier of an escalation as PDF, made once by a worker and kept for good; `sha256` is of `content`."""

    escalatie = models.OneToOneField(Escalatie, models.PROTECT, related_name="pdf")

    class Meta:
        verbose_name = "dossier van een escalatie als PDF"
        triggers = kept_for_good("What went to the bestuurlijk overleg is kept for good")

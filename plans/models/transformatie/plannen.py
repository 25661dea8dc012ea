"""A transformatieplan, the parties in it, and its texts."""

from uuid import uuid4

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from iza_portal.accounts.models import Function, Kind, Organisation
from iza_portal.trail import freezing
from iza_portal.writing.models import JointText
from plans.models.transformatie.kaders import Thema
from plans.transformatie.workflow import APPROVED, FROZEN, JUDGED, MOVES, Planstand, Stap
from regions.agreements import Schaal
from regions.models import Region


class Sector(models.TextChoices):
    """The sectors between which transformatiemiddelen are divided (IZA p.18-19)."""

    MSZ = "msz", "medisch-specialistische zorg"
    GGZ = "ggz", "geestelijke gezondheidszorg"
    HUISARTSENZORG = "huisartsenzorg", "huisartsenzorg en multidisciplinaire zorg"
    WIJKVERPLEGING = "wijkverpleging", "wijkverpleging"
    ELV_GRZ = "elv_grz", "eerstelijnsverblijf en geriatrische revalidatie"
    SOCIAAL_DOMEIN = "sociaal_domein", "sociaal domein"
    PUBLIEKE_GEZONDHEID = "publieke_gezondheid", "publieke gezondheid"
    ANDERS = "anders", "anders"


class Impact(models.TextChoices):
    """On which of the four a transformation has a substantial impact (BK23, ST-1a to ST-1d)."""

    ZORGGEBRUIK = "zorggebruik", "zorggebruik (Zvw)"
    HERVERDELING = "herverdeling", "herverdeling en profielkeuzes"
    PERSONEEL = "personeel", "inzet van personeel"
    VASTGOED = "vastgoed", "zorgvastgoed"


class Relatie(models.TextChoices):
    """With which plan or vision of the region or the country a transformatieplan is in line (BK23, ST-2)."""

    REGIOPLAN = "regioplan", "het regioplan"
    ROAZ_PLAN = "roaz_plan", "het ROAZ-plan"
    EERSTELIJN = "eerstelijn", "de visie eerstelijnszorg 2030"
    GEEN = "geen", "geen van deze, met uitleg waarom"


#: In which the two market leaders read what a plan that is not approved says now.
READ_BY_LEADERS = [*JUDGED, Planstand.NIET_IMPACTVOL, Planstand.UITWERKEN, Planstand.AANPASSEN]
#: Who reads for an insurer what is submitted.
READING_FUNCTIONS = {Function.BEOORDELAAR, Function.BESTUURDER, Function.MEDEWERKER}


def insurers_of(user) -> set[int]:
    """Answer the insurers, by key, for which this person reads what is submitted, under every hat; no query more."""
    if not user.is_authenticated:
        return set()
    return {
        membership.organisation_id
        for membership in user.active_memberships
        if membership.organisation.kind == Kind.ZORGVERZEKERAAR and membership.function in READING_FUNCTIONS
    }


def keeps_the_pot(user) -> bool:
    """Does this person look after the national money, under any hat: kassier or bestuurder at a national party?"""
    return user.is_authenticated and any(
        membership.organisation.kind == Kind.LANDELIJK
        and membership.function in {Function.KASSIER, Function.BESTUURDER}
        for membership in user.active_memberships
    )


class TransformatieplanQuerySet(models.QuerySet):
    def to_refer_to(self):
        """Those that an opgave of a region can refer to: that are known by name, or whose summary is public."""
        return self.filter(Q(status=Planstand.GENOEMD) | Q(self._has_public_summary()))

    def public(self):
        """Those that everybody sees in the national list: that are definitively approved."""
        return self.filter(status__in=APPROVED)

    def with_asked(self, user=None):
        """Each with `asked`: the money that it asks, in euros, as far as `user` may read what it says now; None else.

        Without `user` of all of them, for those that are public. As `rules.may_read_as_it_stands`, and of an approved one
        to all.
        """
        if user is None:
            return self.annotate(asked=F("requested"))
        own = {membership.organisation_id for membership in user.active_memberships}
        insurers = insurers_of(user)
        is_led = Q(marktleider_1__in=insurers) | Q(marktleider_2__in=insurers)
        readable = Q(status__in=APPROVED) | self._of_party(own) | (is_led & Q(status__in=READ_BY_LEADERS))
        if insurers:
            readable |= Q(status=Planstand.VOORGENOMEN)
        return self.annotate(asked=Case(When(readable, then=F("requested"))))

    def with_told(self):
        """Each with `is_told`: whether everybody can read a summary of it."""
        return self.annotate(is_told=self._has_public_summary())

    @staticmethod
    def _has_public_summary():
        summaries = apps.get_model("plans", "Samenvatting").objects.public()
        return Exists(summaries.filter(plan=OuterRef("pk")))

    def visible_to(self, user):
        """Those whose page `user` may open. The same as `plans.transformatie.rules.may_see`, as a filter.

        Who acts for a party in it sees it always; the two market leaders from the first submission on, other insurers from
        the first voorgenomen besluit on, and who keeps the pot once it is approved. That a plan has a public summary is
        for its public page.
        """
        return self.filter(self._visible(user)).exclude(status=Planstand.GENOEMD)

    def worked_on_by(self, user):
        """Those of which `user` may see how it is made: its texts as they are now. As `rules.may_see_work`."""
        if not user.is_authenticated:
            return self.none()
        own = {membership.organisation_id for membership in user.active_memberships}
        leaders = insurers_of(user)
        together = Q(status__in=[Planstand.UITWERKEN, Planstand.AANPASSEN]) & (
            Q(marktleider_1__in=leaders) | Q(marktleider_2__in=leaders)
        )
        return self.filter(self._of_party(own) | together).exclude(status=Planstand.GENOEMD)

    def submitted_to(self, user):
        """Those of which `user` may read what was submitted. As `rules.may_read_submitted`."""
        return self.visible_to(user) if insurers_of(user) else self.of_party(user)

    def of_party(self, user):
        """Those that `user` submits along with or is involved in, under any hat. As `rules.of_party`."""
        own = {membership.organisation_id for membership in user.active_memberships} if user.is_authenticated else set()
        return self.filter(self._of_party(own)).exclude(status=Planstand.GENOEMD)

    @staticmethod
    def _of_party(organisations):
        parties = Transformatiepartij.objects.filter(
            plan=OuterRef("pk"), organisation__in=organisations, part__in=[Partijrol.INDIENER, Partijrol.BETROKKEN]
        )
        return Q(Exists(parties))

    def _visible(self, user):
        if not user.is_authenticated:
            return Q(pk__in=[])
        own = {membership.organisation_id for membership in user.active_memberships}
        insurers = insurers_of(user)
        seen = self._of_party(own)
        if insurers:
            seen |= Q(first_submitted_at__isnull=False) & (
                Q(marktleider_1__in=insurers) | Q(marktleider_2__in=insurers)
            )
            seen |= Q(shared_at__isnull=False)
        if keeps_the_pot(user):
            seen |= Q(status__in=APPROVED)
        return seen


#: When what a plan asks has to be the sum of its milestones: when it comes to be judged, and whenever it changes after that.
_SUM_COUNTS = (pgtrigger.Q(new__status=Planstand.BEOORDELING) & ~pgtrigger.Q(old__status=Planstand.BEOORDELING)) | (
    pgtrigger.Q(new__status__in=[Planstand.BEOORDELING, Planstand.VOORGENOMEN, *APPROVED])
    & pgtrigger.Q(old__requested__df=pgtrigger.F("new__requested"))
)


class Transformatieplan(models.Model):
    """A plan of providers, municipalities and insurers for an impactful transformation within five years (domain: C).

    One that is `GENOEMD` is only known by name, so that opgaven can refer to it (it may exist before the regioplan; domain:
    B3). All others are made, judged and followed here. `region` is the one that it is filed under, `regions` are all that it
    concerns. The two market leaders judge it, and one of them is `insurer`, the coördinerend verzekeraar: found from the
    regions, or corrected with a reason (`insurers_by_hand`); `insurers_reason` says how, as it was then. `number` is the one
    that the insurers publish it under.

    `requested` is the money that is asked, in euros, and None where none is. `first_submitted_at`: from then on the market
    leaders see it; `shared_at`: the other insurers as well. `approved_at` is its place in the queue. The state moves through
    `plans.transformatie.moving` alone. `version` counts the changes of these fields.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="transformatieplannen", verbose_name="regio")
    regions = models.ManyToManyField(
        Region, related_name="transformatieplannen_hier", verbose_name="regio’s die het raakt", blank=True
    )
    title = models.CharField("titel", max_length=200)
    number = models.CharField("landelijk nummer", max_length=30, blank=True)
    insurer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="coördinerend verzekeraar"
    )
    url = models.URLField("openbare samenvatting", max_length=300, blank=True)
    status = models.CharField("stand", max_length=20, choices=Planstand.choices, default=Planstand.CONCEPT)
    scale = models.CharField("schaal", max_length=15, choices=Schaal.choices, blank=True)
    theme = models.ForeignKey(
        Thema, models.PROTECT, null=True, blank=True, related_name="plannen", verbose_name="thema"
    )
    opgave = models.ForeignKey(
        "plans.Opgave",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="begonnen vanuit de opgave",
    )
    marktleider_1 = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="marktleider 1"
    )
    marktleider_2 = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="marktleider 2"
    )
    insurers_reason = models.TextField("waarom deze verzekeraars", blank=True)
    insurers_by_hand = models.BooleanField("verzekeraars met de hand gekozen", default=False)
    impacts = ArrayField(
        models.CharField(max_length=15, choices=Impact.choices), verbose_name="impact op", default=list, blank=True
    )
    relations = ArrayField(
        models.CharField(max_length=15, choices=Relatie.choices), verbose_name="in lijn met", default=list, blank=True
    )
    regioplan = models.ForeignKey(
        "plans.Regioplan", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="het regioplan"
    )
    requested = models.DecimalField(
        "gevraagde transformatiemiddelen in euro’s", max_digits=14, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField("begint op", null=True, blank=True)
    ends_on = models.DateField("eindigt op", null=True, blank=True)
    has_contacted_insurer = models.BooleanField(
        "er was inhoudelijk contact met de coördinerend verzekeraar", default=False
    )
    is_demonstration = models.BooleanField("demonstratie", default=False)
    # Of those that were named before the portal made plans, it is not known.
    created_at = models.DateTimeField(auto_now_add=True, null=True)
    first_submitted_at = models.DateTimeField("voor het eerst ingediend op", null=True, blank=True, editable=False)
    shared_at = models.DateTimeField("gedeeld met alle verzekeraars op", null=True, blank=True, editable=False)
    approved_at = models.DateTimeField("definitief goedgekeurd op", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("geëindigd op", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = TransformatieplanQuerySet.as_manager()

    class Meta:
        verbose_name = "transformatieplan"
        verbose_name_plural = "transformatieplannen"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title"],
                condition=Q(status="genoemd"),
                name="transformatieplan_once",
                violation_error_message="Dit transformatieplan staat al bij deze regio.",
            ),
            models.CheckConstraint(
                name="transformatieplan_asks_money",
                condition=Q(requested=None) | Q(requested__gt=0),
                violation_error_message="Vul een bedrag in dat hoger is dan nul, of laat het leeg.",
            ),
            models.CheckConstraint(
                name="transformatieplan_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="Kies een einddag na de begindag.",
            ),
            models.CheckConstraint(
                name="transformatieplan_two_market_leaders",
                condition=Q(marktleider_1=None) | Q(marktleider_2=None) | ~Q(marktleider_1=F("marktleider_2")),
                violation_error_message="Kies twee verschillende marktleiders.",
            ),
            models.CheckConstraint(
                name="transformatieplan_approved_at",
                condition=~Q(status__in=["wachtrij", "uitvoering", "afgerond", "gestopt"])
                | Q(approved_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "approved_at"], name="transformatieplan_by_status"),
            GinIndex(fields=["title"], name="transformatieplan_title_trgm", opclasses=["gin_trgm_ops"]),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="status", transitions=MOVES.legal),
            pgtrigger.Protect(
                name="submitted_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__first_submitted_at__isnull=False),
            ),
            # The amounts are frozen while it is judged, so that the sum that holds here holds from then on.
            pgtrigger.Trigger(
                name="asks_what_its_milestones_say",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=_SUM_COUNTS,
                declare=[("total", "NUMERIC")],
                func="""
                    SELECT COALESCE(SUM(bedrag.amount), 0) INTO total
                    FROM plans_mijlpaalbedrag bedrag
                    JOIN plans_transformatiemijlpaal mijlpaal ON mijlpaal.id = bedrag.mijlpaal_id
                    WHERE mijlpaal.plan_id = NEW.id;
                    IF COALESCE(NEW.requested, 0) <> total THEN
                        RAISE EXCEPTION 'What a plan asks is the sum of its milestones (% is not %)',
                            NEW.requested, total;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/transformatieplannen/{self.pk}/"

    @property
    def public_url(self) -> str:
        """Where everybody reads of it: elsewhere, for one that is only named, or else on its public page."""
        return self.url if self.status == Planstand.GENOEMD else f"/transformatieplannen/{self.pk}/openbaar/"

    @property
    def leaders(self) -> tuple[int | None, int | None]:
        """The keys of the two market leaders."""
        return self.marktleider_1_id, self.marktleider_2_id

    @property
    def step(self) -> Stap:
        """The step that it is in, or that it prepares for."""
        before = {Planstand.CONCEPT, Planstand.SNELLE_TOETS, Planstand.AANVULLEN, Planstand.NIET_IMPACTVOL}
        return Stap.SNELLE_TOETS if self.status in before else Stap.BEOORDELING


def frozen(parent: str):
    """Make the triggers that refuse every change of what was submitted, as `plans.models.frozen` does for plans."""
    sentence = "What was submitted stays as it is"
    return freezing.frozen(parent, table="plans_transformatieplan", states=FROZEN, sentence=sentence)


class TransformatieplanRegion(Transformatieplan.regions.through):
    """A region that a plan concerns: the rows of `Transformatieplan.regions`, with their trigger."""

    class Meta:
        proxy = True
        triggers = frozen("it.transformatieplan_id")


class Partijrol(models.TextChoices):
    """What an organisation is to a plan."""

    INDIENER = "indiener", "dient het plan mee in"
    BETROKKEN = "betrokken", "is betrokken bij het plan"
    GERAAKT = "geraakt", "wordt geraakt, en is (nog) niet betrokken"


class Commitment(models.TextChoices):
    """How far a party has bound itself to what the plan asks of it."""

    GEEN = "geen", "nog geen"
    AMBTELIJK = "ambtelijk", "toegezegd, nog niet door het bestuur"
    BESTUURLIJK = "bestuurlijk", "toegezegd door het bestuur"
    GETEKEND = "getekend", "getekend"


class Transformatiepartij(models.Model):
    """An organisation in a plan; by its name alone where the portal does not know it.

    `is_lead`: the one that submits for all, the trekker. `carries_urgency`: it shares the urgency (ST-3). `how` says how it
    is involved, or how the plan hits it. A hospital binds itself along with its medical specialists (`has_msb`,
    `msb_commitment`).
    """

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="partijen")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisatie"
    )
    name = models.CharField("naam, als de organisatie niet in de lijst staat", max_length=200, blank=True)
    part = models.CharField("wat is deze partij in het plan", max_length=10, choices=Partijrol.choices)
    sector = models.CharField("sector", max_length=20, choices=Sector.choices)
    is_lead = models.BooleanField("trekker", default=False)
    carries_urgency = models.BooleanField("deelt de urgentie en draagt het plan", default=False)
    how = models.TextField("hoe is de partij betrokken, of hoe wordt zij geraakt", blank=True)
    commitment = models.CharField("commitment", max_length=12, choices=Commitment.choices, default=Commitment.GEEN)
    commitment_text = models.TextField("waartoe verbindt de partij zich", blank=True)
    has_msb = models.BooleanField("ziekenhuis met een medisch specialistisch bedrijf", default=False)
    msb_commitment = models.CharField(
        "commitment van het MSB", max_length=12, choices=Commitment.choices, default=Commitment.GEEN
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "partij in het transformatieplan"
        verbose_name_plural = "partijen in het transformatieplan"
        ordering = ["-is_lead", "part", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "organisation"],
                condition=Q(organisation__isnull=False),
                name="transformatiepartij_once",
                violation_error_message="Deze organisatie staat al in het plan.",
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(is_lead=True), name="transformatiepartij_one_lead"),
            models.CheckConstraint(
                name="transformatiepartij_has_a_name",
                condition=Q(organisation__isnull=False, name="") | (Q(organisation=None) & ~Q(name="")),
                violation_error_message="Kies een organisatie uit de lijst, of vul haar naam in.",
            ),
            models.CheckConstraint(
                name="transformatiepartij_lead_submits",
                condition=Q(is_lead=False) | Q(part="indiener", organisation__isnull=False),
            ),
        ]
        triggers = frozen("it.plan_id")

    def __str__(self):
        return str(self.organisation) if self.organisation_id else self.name


class Transformatieonderdeel(JointText):
    """A text of a transformatieplan, which answers a question of the national format: `code` is its place there.

    Those of the snelle toets are a part of the full plan too: what is asked once is not asked again. People write in them
    together; what was submitted is kept in `Indiening.content`.
    """

    plan = models.ForeignKey(Transformatieplan, models.CASCADE, related_name="onderdelen")
    key = models.UUIDField(default=uuid4, editable=False)
    step = models.CharField("stap", max_length=12, choices=Stap.choices)
    code = models.CharField("plaats in het format", max_length=30, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("titel", max_length=150)
    guidance = models.TextField("wat hoort hier", blank=True)
    is_mandatory = models.BooleanField("verplicht", default=True)

    class Meta:
        verbose_name = "onderdeel van het transformatieplan"
        verbose_name_plural = "onderdelen van het transformatieplan"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="transformatieonderdeel_once"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/transformatieplannen/{self.plan_id}/tekst/#onderdeel-{self.code}"

"""The ledger: postings that are only added, each in a boekstuk that says which act it is of, and by whom.

Amounts are eurocents. No total is kept anywhere: each is a query over the postings (`funding.grootboek.standing`). What may
not be passed is held by one trigger, at the end of the transaction (`HOLDS`), whatever path a posting comes by.
"""

from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.budgetten import Budget, Geldstuk
from funding.models.holding import HOLDS
from funding.models.regelingen import Regelingonderdeel
from iza_portal.trail.models import never_emptied
from plans.models.transformatie import Mijlpaalbedrag
from regions.models import Municipality

#: No amount is as large as this, in eurocents: more than all care of a year costs.
MOST = 10**13


class Deel(models.TextChoices):
    """Whether something is done for the region together, or by one municipality (GALA, annex 2: regional and local part)."""

    REGIONAAL = "regionaal", "regionaal"
    LOKAAL = "lokaal", "lokaal"


class Budgetregel(models.Model):
    """A line of a budget: a regional activity, the local part of a municipality, an onderdeel, or an amount at a milestone.

    It has no amount of its own: what was divided over it is a sum of postings, year by year. `opgave_key` is the key of the
    opgave of the plans of the region that it pays for, whatever version of the plan.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="regels")
    key = models.UUIDField(default=uuid4, editable=False)
    position = models.PositiveSmallIntegerField("plaats")
    title = models.CharField("waarvoor", max_length=200)
    part = models.CharField("deel", max_length=10, choices=Deel.choices)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="budgetregels", verbose_name="gemeente"
    )
    onderdeel = models.ForeignKey(Regelingonderdeel, models.PROTECT, null=True, blank=True, related_name="+")
    bedrag = models.ForeignKey(
        Mijlpaalbedrag,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="budgetregels",
        verbose_name="bij de mijlpaal",
    )
    opgave_key = models.UUIDField("opgave", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "regel van een budget"
        verbose_name_plural = "regels van een budget"
        ordering = ["budget", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "onderdeel"], condition=Q(onderdeel__isnull=False), name="budgetregel_onderdeel_once"
            ),
            models.UniqueConstraint(
                fields=["budget", "bedrag"], condition=Q(bedrag__isnull=False), name="budgetregel_bedrag_once"
            ),
            models.UniqueConstraint(
                fields=["budget", "municipality"],
                condition=Q(municipality__isnull=False, onderdeel=None, bedrag=None),
                name="budgetregel_municipality_once",
            ),
        ]
        indexes = [models.Index(fields=["opgave_key"], name="budgetregel_by_opgave")]
        triggers = [
            # What a foreign key of the postings would hold, see `Boeking`.
            pgtrigger.Trigger(
                name="kept_with_postings",
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                func="""
                    IF EXISTS (
                        SELECT FROM funding_boeking WHERE budget_id = OLD.budget_id AND regel_id = OLD.id
                    ) THEN
                        RAISE EXCEPTION 'A line on which something was booked stays' USING ERRCODE = 'foreign_key_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Protect(
                name="of_one_budget",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.id <> NEW.id OR OLD.budget_id <> NEW.budget_id"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_booked(self) -> bool:
        """Was anything booked on it? One query, of which the index begins with the budget."""
        return self.boekingen.filter(budget=self.budget_id).exists()


class Verplichting(models.Model):
    """An obligation that was entered into: a contract, a grant to a provider. Its amounts are postings, per year.

    `counterparty` is an organisation, never a person. Only added to: an amount that changes is a next posting.
    """

    regel = models.ForeignKey(Budgetregel, models.PROTECT, related_name="verplichtingen")
    number = models.CharField("nummer of kenmerk", max_length=80)
    title = models.CharField("waarvoor", max_length=200)
    counterparty = models.CharField("aan welke organisatie", max_length=200)
    on = models.DateField("aangegaan op")
    stuk = models.ForeignKey(Geldstuk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "verplichting"
        verbose_name_plural = "verplichtingen"
        ordering = ["regel", "on", "pk"]
        constraints = [models.UniqueConstraint(fields=["regel", "number"], name="verplichting_once")]
        triggers = [
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Obligations are kept for good"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class Handeling(models.TextChoices):
    """The act that a boekstuk is of."""

    BESCHIKKING = "beschikking", "beschikking"
    VERDELING = "verdeling", "verdeling"
    VERPLICHTING = "verplichting", "verplichting"
    REALISATIE = "realisatie", "besteding"
    BETALING = "betaling", "betaling"
    CORRECTIE = "correctie", "correctie"
    DOORSCHUIVING = "doorschuiving", "naar het volgende jaar"
    TERUGBETALING = "terugbetaling", "terug naar het Rijk"
    INLEZING = "inlezing", "ingelezen uit een bestand"


#: What one person enters and another approves.
BY_TWO = [
    Handeling.BETALING,
    Handeling.CORRECTIE,
    Handeling.DOORSCHUIVING,
    Handeling.TERUGBETALING,
    Handeling.INLEZING,
]


class Boekstuk(models.Model):
    """One act in the ledger, with all its postings: they come in one statement, and together they are `cents`.

    `on` is the day of the act, `book_year` the year in which it is booked: one that is not closed. `by` entered it (nobody:
    it came with the published amounts), and where two are needed another, `approved_by`, approved it. `transaction` is the
    database's: later ones can add nothing to it.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="boekstukken")
    act = models.CharField("handeling", max_length=15, choices=Handeling.choices)
    on = models.DateField("op")
    book_year = models.PositiveSmallIntegerField("boekjaar")
    cents = models.BigIntegerField("bedrag in centen")
    note = models.CharField("toelichting", max_length=500, blank=True)
    stuk = models.ForeignKey(Geldstuk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    transaction = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "boekstuk"
        verbose_name_plural = "boekstukken"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="boekstuk_by_two",
                condition=(
                    Q(act__in=BY_TWO, by__isnull=False, approved_by__isnull=False) & ~Q(by=F("approved_by"))
                    | (~Q(act__in=BY_TWO) & Q(approved_by=None))
                ),
            ),
            models.CheckConstraint(
                name="boekstuk_by_somebody", condition=Q(by__isnull=False) | Q(act__in=["beschikking"])
            ),
            models.CheckConstraint(name="boekstuk_amount", condition=Q(cents__gte=-100 * MOST, cents__lte=100 * MOST)),
        ]
        indexes = [models.Index(fields=["budget", "book_year"], name="boekstuk_by_budget")]
        triggers = [
            pgtrigger.Trigger(
                name="of_this_transaction",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="NEW.transaction = pg_current_xact_id()::text::bigint; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="holds_what_is_agreed",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=HOLDS.declare,
                func=HOLDS.func,
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("The ledger is only added to"),
        ]

    def __str__(self):
        return f"{self.act} {self.on}: {self.cents}"


class Boeksoort(models.TextChoices):
    """What a posting does to the money of a year. The sum of each, over a budget and a year, is never less than nothing."""

    VERLENING = "verlening", "verleend"
    UIT_VORIG_JAAR = "uit_vorig_jaar", "uit het vorige jaar"
    NAAR_VOLGEND_JAAR = "naar_volgend_jaar", "naar het volgende jaar"
    TERUGBETALING = "terugbetaling", "terug naar het Rijk"
    VERDELING = "verdeling", "verdeeld"
    VERPLICHTING = "verplichting", "verplicht"
    BETALING = "betaling", "betaald"
    REALISATIE = "realisatie", "besteed"


class Boeking(models.Model):
    """A posting: an amount in eurocents about the money of `year`, that was booked in `book_year`. Only ever added.

    All postings of a boekstuk come in one statement: so none can follow when the ledger's trigger has looked at it.

    `regel` is the line that it is about (none: of grants, and of what moves between years). A `VERDELING` names the
    municipality whose share it is; what is paid and spent names the `verplichting` that it is done under, if any. What is
    spent is what counts for accountability (lasten), what is paid is cash. A correction names the posting that it `corrects`
    and may be negative; one about a closed year stands in an open `book_year`. `external_key` is the key in the financial
    system that it was read from: no key comes twice in a budget.
    """

    # A file brings postings by tens of thousands. That the boekstuk, its budget, the line, the obligation and the posting
    # that is corrected are there is held for all of a statement at once (`in_a_boekstuk_of_now`), which a foreign key asks
    # row by row. Nothing takes those rows away; a line goes only where nothing was booked on it (`Budgetregel`).
    boekstuk = models.ForeignKey(Boekstuk, models.PROTECT, related_name="boekingen", db_constraint=False)
    # `boeking_sums` begins with the budget.
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="boekingen", db_constraint=False, db_index=False)
    soort = models.CharField("soort", max_length=20, choices=Boeksoort.choices)
    year = models.PositiveSmallIntegerField("over het jaar")
    book_year = models.PositiveSmallIntegerField("boekjaar")
    on = models.DateField("op")
    cents = models.BigIntegerField("bedrag in centen")
    regel = models.ForeignKey(
        Budgetregel, models.PROTECT, null=True, related_name="boekingen", db_constraint=False, db_index=False
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+", db_index=False)
    verplichting = models.ForeignKey(
        Verplichting, models.PROTECT, null=True, related_name="boekingen", db_constraint=False, db_index=False
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", db_constraint=False, db_index=False
    )
    text = models.CharField("omschrijving", max_length=200, blank=True)
    external_key = models.CharField("kenmerk in het financiële systeem", max_length=80, null=True)  # noqa: DJ001

    class Meta:
        verbose_name = "boeking"
        verbose_name_plural = "boekingen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="boeking_is_money", condition=~Q(cents=0) & Q(cents__gte=-MOST, cents__lte=MOST)
            ),
            models.CheckConstraint(
                name="boeking_has_its_line",
                condition=(
                    Q(soort__in=["verlening", "uit_vorig_jaar", "naar_volgend_jaar", "terugbetaling"], regel=None)
                    | Q(soort__in=["verdeling", "verplichting", "betaling", "realisatie"], regel__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="boeking_under_its_obligation",
                condition=(
                    Q(soort__in=["verplichting", "betaling"], verplichting__isnull=False)
                    | Q(soort="realisatie")
                    | (~Q(soort__in=["verplichting", "betaling", "realisatie"]) & Q(verplichting=None))
                ),
            ),
            models.UniqueConstraint(
                fields=["budget", "external_key"],
                condition=Q(external_key__isnull=False),
                name="boeking_read_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["budget", "year", "regel"],
                include=["soort", "cents", "verplichting", "municipality", "book_year"],
                name="boeking_sums",
            ),
            # What was granted in the whole country is asked by everybody, and is few of all postings.
            models.Index(
                fields=["budget", "year"],
                include=["cents", "boekstuk"],
                condition=Q(soort="verlening"),
                name="boeking_granted",
            ),
            # Few of what a file brings is under an obligation or corrects something.
            models.Index(
                fields=["verplichting"], condition=Q(verplichting__isnull=False), name="boeking_under_obligation"
            ),
            models.Index(fields=["corrects"], condition=Q(corrects__isnull=False), name="boeking_correcting"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_a_boekstuk_of_now",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT FROM (SELECT DISTINCT boekstuk_id, budget_id, book_year FROM added) AS added
                        LEFT JOIN funding_boekstuk boekstuk ON boekstuk.id = added.boekstuk_id
                        WHERE boekstuk.transaction IS DISTINCT FROM pg_current_xact_id()::text::bigint
                            OR boekstuk.budget_id <> added.budget_id OR boekstuk.book_year <> added.book_year
                    ) THEN
                        RAISE EXCEPTION 'A posting comes together with its boekstuk, in its budget and book year';
                    END IF;
                    IF EXISTS (
                        SELECT FROM (SELECT boekstuk_id, count(*) AS count FROM added GROUP BY boekstuk_id) AS added
                        WHERE count <> (SELECT count(*) FROM funding_boeking WHERE boekstuk_id = added.boekstuk_id)
                    ) THEN
                        RAISE EXCEPTION 'All postings of a boekstuk come in one statement';
                    END IF;
                    -- From here on nobody takes these lines away; what was taken away meanwhile is not found below.
                    PERFORM FROM funding_budgetregel WHERE id IN (SELECT regel_id FROM added) ORDER BY id FOR KEY SHARE;
                    IF EXISTS (
                        SELECT FROM (
                            SELECT DISTINCT regel_id, verplichting_id, budget_id FROM added WHERE regel_id IS NOT NULL
                        ) AS added
                        LEFT JOIN funding_budgetregel regel ON regel.id = added.regel_id
                        LEFT JOIN funding_verplichting verplichting ON verplichting.id = added.verplichting_id
                        WHERE regel.budget_id IS DISTINCT FROM added.budget_id
                            OR added.verplichting_id IS NOT NULL AND verplichting.regel_id IS DISTINCT FROM added.regel_id
                    ) THEN
                        RAISE EXCEPTION 'A posting is about a line of its budget, and an obligation of that line';
                    END IF;
                    IF EXISTS (
                        SELECT FROM added LEFT JOIN funding_boeking original ON original.id = added.corrects_id
                        WHERE added.corrects_id IS NOT NULL AND original.budget_id IS DISTINCT FROM added.budget_id
                    ) THEN
                        RAISE EXCEPTION 'A correction is of a posting of its budget';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("The ledger is only added to"),
        ]

    def __str__(self):
        return f"{self.soort} {self.year}: {self.cents}"


class Opdracht(models.Model):
    """Something that binds and that one person entered for another to approve: then it is booked, and else it is not.

    While it is open its amount counts as spoken for. `act` is one of `BY_TWO`; `soort` is what is booked. A correction names
    the posting that it sets right, and `cents` is then the difference.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="opdrachten")
    act = models.CharField("handeling", max_length=15, choices=[(each.value, each.label) for each in BY_TWO])
    soort = models.CharField("soort", max_length=20, choices=Boeksoort.choices)
    year = models.PositiveSmallIntegerField("over het jaar")
    book_year = models.PositiveSmallIntegerField("boekjaar")
    on = models.DateField("op")
    cents = models.BigIntegerField("bedrag in centen")
    regel = models.ForeignKey(Budgetregel, models.PROTECT, null=True, blank=True, related_name="+")
    verplichting = models.ForeignKey(Verplichting, models.PROTECT, null=True, blank=True, related_name="opdrachten")
    corrects = models.ForeignKey(Boeking, models.PROTECT, null=True, blank=True, related_name="opdrachten")
    text = models.CharField("omschrijving", max_length=200)
    reason = models.TextField("waarom", blank=True)
    stuk = models.ForeignKey(Geldstuk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="document")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_approved = models.BooleanField("goedgekeurd", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decision = models.TextField("reden van het besluit", blank=True)
    boekstuk = models.OneToOneField(Boekstuk, models.PROTECT, null=True, blank=True, related_name="opdracht")

    class Meta:
        verbose_name = "opdracht"
        verbose_name_plural = "opdrachten"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="opdracht_is_money", condition=~Q(cents=0) & Q(cents__gte=-MOST, cents__lte=MOST)
            ),
            models.CheckConstraint(
                name="opdracht_by_two", condition=Q(decided_by=None) | ~Q(decided_by=F("by")) | Q(is_approved=False)
            ),
            models.CheckConstraint(
                name="opdracht_decided_whole",
                condition=(
                    Q(is_approved=None, decided_by=None, boekstuk=None)
                    | Q(is_approved=False, decided_by__isnull=False, boekstuk=None)
                    | Q(is_approved=True, decided_by__isnull=False, boekstuk__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="opdracht_refused_with_reason", condition=~Q(is_approved=False) | ~Q(decision="")
            ),
            models.CheckConstraint(
                name="opdracht_corrects_something",
                condition=Q(act="correctie", corrects__isnull=False) | (~Q(act="correctie") & Q(corrects=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["budget"], condition=Q(is_approved=None), name="opdracht_open"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_approved__isnull=False),
            ),
            pgtrigger.Protect(name="kept_for_good", operation=pgtrigger.Delete),
            never_emptied("What was entered is kept"),
        ]

    def __str__(self):
        return f"{self.act} {self.on}: {self.cents}"

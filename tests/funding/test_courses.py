"""Courses of the money of a region, with many people acting at the same moment, each on a connection of their own.

Whatever they try, in whatever order: no euro is made or lost, no ceiling is passed, nobody alone does what two do, a year
that is settled stays as it was; and what pages and files say is what this file counts, which shares no code with them.
"""

import csv
import io
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_carry_over, enter_correction, enter_payment, enter_refund, refuse
from funding.boeken.spending import spend
from funding.grootboek.granting import budget_of, grant
from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, obligation_saldi_in_years, saldi_of
from funding.models import (
    BY_TWO,
    Beschikkingsoort,
    Boeking,
    Boeksoort,
    Boekstuk,
    Budget,
    Budgetregel,
    Deel,
    Handeling,
    Machtiging,
    Opdracht,
    Regelsoort,
    Rekenwijze,
    Verantwoording,
    Verplichting,
)
from funding.sisa.accounting import offer, open_account, send_back, settle
from iza_portal.accounts.models import User
from iza_portal.outdated import OutdatedVersion
from regions.models import Mandaatregio, Municipality, Purpose
from tests.at_once import at_once
from tests.factories import (
    BudgetregelFactory,
    GeldstukFactory,
    IndelingFactory,
    MandaatregioFactory,
    RegelingregelFactory,
    SisaindicatorFactory,
)

REFUSED = (PermissionDenied, ValidationError, OutdatedVersion)
TODAY = date(2026, 11, 26)
YEARS = (2025, 2026)
NAMES = ("kassier", "tweede_kassier", "bestuurder_nissewaard", "ambtenaar", "regiocoordinator", "andere_ambtenaar")
KASSIERS = {"kassier", "tweede_kassier"}
APPROVERS = KASSIERS | {"bestuurder_nissewaard"}
#: Amounts in eurocents: of a cent, of the size of what there is, and far beyond it.
CENTS = st.one_of(st.integers(1, 3), st.integers(1, 60_000_00), st.sampled_from([10**13, 10**15, 1_000_000_00, 0, -5]))
PLACES = st.integers(0, 30)
#: What an account asks, in its order.
SPENT = [
    Rekenwijze.BESTEED,
    Rekenwijze.BESTEED_MEDEOVERHEDEN,
    Rekenwijze.CORRECTIE,
    Rekenwijze.CORRECTIE_MEDEOVERHEDEN,
]
#: What a file of the saldo calls the sums of a year.
HEADINGS = {
    "Verleend": "verlening",
    "Uit het vorige jaar": "uit_vorig_jaar",
    "Naar het volgende jaar": "naar_volgend_jaar",
    "Terug naar het Rijk": "terugbetaling",
    "Verdeeld": "verdeling",
    "Verplicht": "verplichting",
    "Betaald": "betaling",
    "Besteed": "realisatie",
}


class Sums:
    """What the postings of a budget come to, counted one by one; in eurocents."""

    def __init__(self, budget: Budget):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT soort, year, book_year, regel_id, municipality_id, verplichting_id, cents, id"
                " FROM funding_boeking WHERE budget_id = %s ORDER BY id",
                [budget.pk],
            )
            self.rows = cursor.fetchall()
        self.by_year, self.by_line, self.by_obligation = (defaultdict(Counter) for _ in range(3))
        for soort, year, _, regel, _, verplichting, cents, _ in self.rows:
            loose = Counter({"los": cents}) if soort == "realisatie" and verplichting is None else Counter()
            for kept, key in (
                (self.by_year, year),
                (self.by_line, (regel, year)),
                (self.by_obligation, (verplichting, year)),
            ):
                if key != (None, year):
                    kept[key][soort] += cents
                    kept[key]["los"] += loose["los"]

    def there_is(self, year: int) -> int:
        one = self.by_year[year]
        return one["verlening"] + one["uit_vorig_jaar"] - one["naar_volgend_jaar"] - one["terugbetaling"]


@pytest.fixture
def course(money, sign_in):
    """Answer the machine, bound to these people."""
    done: Counter[str] = Counter()
    RegelingregelFactory(
        regeling=money.spuk_iza, kind=Regelsoort.DOORSCHUIVEN, valid_from=date(2023, 1, 1), value=25, text="Een kwart."
    )

    for number, meaning in enumerate(SPENT, start=1):
        SisaindicatorFactory(regeling=money.spuk_iza, number=f"{number:02}", meaning=meaning, position=number)

    class Course(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.clock = time_machine.travel(TODAY, tick=False)
            self.clock.start()
            region: Mandaatregio = MandaatregioFactory(
                mandaathouder=money.budget.holder, legal_number=Mandaatregio.objects.count() + 100
            )
            self.budget = budget_of(money.spuk_iza, mandaatregio=region)
            self.municipalities: list[Municipality] = [money.nissewaard, money.ridderkerk, money.barendrecht]
            for each in self.municipalities:
                IndelingFactory.build(municipality=each, purpose=Purpose.MANDAAT, mandaatregio=region)
            Machtiging.objects.create(
                budget=self.budget,
                municipality=money.ridderkerk,
                stuk=GeldstukFactory(budget=self.budget, by=money.bestuurder),
                from_on=date(2025, 1, 1),
                by=money.bestuurder,
            )
            self.lines: list[Budgetregel] = [
                BudgetregelFactory(budget=self.budget, position=1),
                BudgetregelFactory(budget=self.budget, position=2),
                BudgetregelFactory(budget=self.budget, position=3, part=Deel.LOKAAL, municipality=money.ridderkerk),
            ]
            self.booked: Counter[str] = Counter()
            self.closed: dict[int, int] = {}
            for year in YEARS:
                self.run([("grant", self.grant("kassier", Beschikkingsoort.VERLENING, year, 200_000_00))])

        def teardown(self):
            if hasattr(self, "clock"):
                self.clock.stop()

        # what one person does, as something to be called on any connection

        def person(self, name) -> User:
            return User.objects.get(pk=money.people[name].pk)

        def grant(self, name, kind, year, cents):
            number = f"{kind} {year} {cents} {self.budget.beschikkingen.count()}"

            def act():
                return grant(
                    self.budget,
                    by=self.person(name),
                    kind=kind,
                    year=year,
                    cents=cents,
                    on=date(2026, 1, 15),
                    number=number,
                    source="DUS-I",
                ).boekstuk

            return act

        def divide(self, name, place, year, cents, owner):
            line = self.lines[place % len(self.lines)]
            whose = money.ridderkerk if line.municipality_id else self.municipalities[owner % 3]
            rows = [Row(Boeksoort.VERDELING, year, cents, regel=line, municipality=whose)]
            return lambda: post(
                self.budget, act=Handeling.VERDELING, by=self.person(name), on=TODAY, book_year=2026, rows=rows
            )

        def oblige(self, name, place, year, cents):
            line, number = (
                self.lines[place % len(self.lines)],
                f"V{Verplichting.objects.count()}-{name}-{place}-{cents}",
            )

            def act():
                oblige(
                    line,
                    by=self.person(name),
                    number=number,
                    title="Coördinatie",
                    counterparty="Stichting Thuis",
                    on=TODAY,
                    amounts={year: cents},
                )
                return Boekstuk.objects.filter(boekingen__verplichting__number=number).get()

            return act

        def spend(self, name, place, year, cents):
            line = self.lines[place % len(self.lines)]
            under = list(Verplichting.objects.filter(regel=line))
            verplichting = under[place % len(under)] if under and place % 2 else None
            return lambda: spend(
                line,
                by=self.person(name),
                year=year,
                cents=cents,
                on=date(year, 11, 20),
                text="Besteed",
                verplichting=verplichting,
            )

        def enter(self, name, place, year, cents, what):
            """Enter a payment, correction, refund or what moves to the next year: nothing is booked by it."""

            def act():
                by = self.person(name)
                if what == "betaling":
                    found = list(Verplichting.objects.filter(regel__budget=self.budget))
                    if found:
                        enter_payment(
                            found[place % len(found)], by=by, year=year, cents=cents, on=TODAY, text="Termijn"
                        )
                elif what == "correctie":
                    found = list(
                        Boeking.objects.filter(budget=self.budget, soort__in=["realisatie", "betaling", "verplichting"])
                    )
                    if found:
                        enter_correction(
                            found[place % len(found)],
                            by=by,
                            cents=-cents if place % 3 else cents,
                            on=TODAY,
                            reason="Fout",
                        )
                elif what == "terugbetaling":
                    enter_refund(self.budget, by=by, year=year, cents=cents, on=TODAY, reason="Over")
                else:
                    enter_carry_over(self.budget, by=by, year=year, cents=cents, on=TODAY, reason="Over")

            return act

        def decide(self, name, place, yes):
            found = list(Opdracht.objects.filter(budget=self.budget, is_approved=None))
            if not found:
                return lambda: None
            opdracht = found[place % len(found)]

            def act():
                by = self.person(name)
                return approve(opdracht, by=by) if yes else refuse(opdracht, by=by, reason="Klopt niet.") and None

            return act

        def settle(self, name, year):
            def act():
                kassier = self.person("kassier")
                account = open_account(self.budget, year, by=kassier)
                if account.status == "aangeboden":
                    # Somebody who may not settle tried it before, or something was booked since.
                    account = send_back(account, by=kassier, version=account.version, reason="Opnieuw.")
                account = offer(account, by=kassier, version=account.version)
                settle(account, by=self.person(name), version=account.version)

            return act

        # several of them at the same moment

        acts = st.one_of(
            st.tuples(
                st.just("grant"),
                st.sampled_from(NAMES),
                st.sampled_from(list(Beschikkingsoort)),
                st.sampled_from(YEARS),
                st.one_of(CENTS, CENTS.map(lambda cents: -cents)),
            ),
            st.tuples(
                st.just("divide"),
                st.just("kassier"),
                PLACES,
                st.sampled_from(YEARS),
                st.one_of(CENTS, CENTS, CENTS.map(lambda cents: -cents)),
                PLACES,
            ),
            st.tuples(st.just("oblige"), st.sampled_from(NAMES), PLACES, st.sampled_from(YEARS), CENTS),
            st.tuples(st.just("spend"), st.sampled_from(NAMES), PLACES, st.sampled_from(YEARS), CENTS),
            st.tuples(
                st.just("enter"),
                st.sampled_from(NAMES),
                PLACES,
                st.sampled_from(YEARS),
                CENTS,
                st.sampled_from(["betaling", "correctie", "terugbetaling", "doorschuiving"]),
            ),
            st.tuples(st.just("decide"), st.sampled_from(NAMES), PLACES, st.booleans()),
        )

        @rule(chosen=st.lists(acts, min_size=1, max_size=4))
        def act_at_once(self, chosen):
            self.run([(what, getattr(self, what)(*how)) for what, *how in chosen])

        @rule(place=PLACES, cents=st.integers(1, 40_000_00), owner=PLACES, year=st.sampled_from(YEARS))
        def go_on(self, place, cents, owner, year):
            """What is next in an ordinary course: half of all that is tried at random is refused."""
            self.run([("divide", self.divide("kassier", place, year, cents, owner))])
            self.run([("oblige", self.oblige("kassier", place, year, cents // 2 + 1))])
            self.run([("enter", self.enter("kassier", place, year, cents // 4 + 1, "betaling"))])
            self.run([("spend", self.spend("tweede_kassier", place, year, cents // 5 + 1))])
            self.run([("decide", self.decide("tweede_kassier", 0, True)), ("decide", self.decide("kassier", 0, True))])

        @rule(name=st.sampled_from(NAMES), place=PLACES)
        def end_the_year(self, name, place):
            # Seldom, for a year that is closed takes nothing more.
            if place % 10 == 0:
                self.end(name)

        def end(self, name):
            """Try to settle 2025, while somebody spends a cent of it at the same moment."""
            self.run([("settle", self.settle(name, 2025)), ("spend", self.spend("kassier", 0, 2025, 1))])
            settled = Verantwoording.objects.filter(budget=self.budget, status="vastgesteld")
            for year in settled.values_list("year", flat=True):
                assert name == "bestuurder_nissewaard" or year in self.closed
                self.closed.setdefault(year, len([row for row in Sums(self.budget).rows if row[2] <= year]))

        def run(self, acts):
            for (what, _), answer in zip(acts, at_once(*(act for _, act in acts)), strict=True):
                if isinstance(answer, Exception):
                    if not isinstance(answer, REFUSED):
                        raise answer
                    done[f"{what} geweigerd"] += 1
                    continue
                done[what] += 1
                self.note(answer)

        def note(self, boekstuk: Boekstuk | None):
            if boekstuk is not None:
                self.booked[boekstuk.act] += boekstuk.cents

        # what always holds

        @invariant()
        def no_euro_is_made_or_lost(self):
            if not hasattr(self, "budget"):
                return
            found: Counter[str] = Counter()
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT act, sum(boeking.cents) FROM funding_boeking boeking JOIN funding_boekstuk boekstuk"
                    " ON boekstuk.id = boeking.boekstuk_id WHERE boeking.budget_id = %s GROUP BY act",
                    [self.budget.pk],
                )
                found.update({act: int(cents) for act, cents in cursor.fetchall()})
            assert {act: cents for act, cents in found.items() if cents} == {
                act: cents for act, cents in self.booked.items() if cents
            }
            sums = Sums(self.budget)
            granted = sum(one["verlening"] for one in sums.by_year.values())
            back = sum(one["terugbetaling"] for one in sums.by_year.values())
            assert sum(sums.there_is(year) for year in list(sums.by_year)) == granted - back

        @invariant()
        def no_ceiling_is_passed(self):
            if not hasattr(self, "budget"):
                return
            sums = Sums(self.budget)
            for year, one in list(sums.by_year.items()):
                assert all(cents >= 0 for cents in one.values())
                assert one["verdeling"] <= sums.there_is(year)
                assert one["verplichting"] + one["los"] <= sums.there_is(year)
                assert one["naar_volgend_jaar"] * 4 <= one["verlening"] or one["naar_volgend_jaar"] == 0
            for one in sums.by_line.values():
                assert all(cents >= 0 for cents in one.values())
                assert one["verplichting"] + one["los"] <= one["verdeling"]
            for one in sums.by_obligation.values():
                assert one["betaling"] <= one["verplichting"]
                assert one["realisatie"] <= one["verplichting"]

        @invariant()
        def what_is_settled_stays(self):
            if hasattr(self, "budget"):
                rows = Sums(self.budget).rows
                for year, count in self.closed.items():
                    assert len([row for row in rows if row[2] <= year]) == count

        @invariant()
        def nobody_alone_does_what_two_do(self):
            if hasattr(self, "budget"):
                assert not [
                    boekstuk
                    for boekstuk in Boekstuk.objects.filter(budget=self.budget).exclude(approved_by=None)
                    if boekstuk.by_id == boekstuk.approved_by_id
                ]

        @invariant()
        def the_portal_counts_the_same(self):
            if not hasattr(self, "budget"):
                return
            sums = Sums(self.budget)
            named = [
                ("verleend", "verlening"),
                ("verdeeld", "verdeling"),
                ("verplicht", "verplichting"),
                ("betaald", "betaling"),
                ("besteed", "realisatie"),
                ("besteed_los", "los"),
            ]
            for counted, own in (
                (saldi_of(self.budget), sums.by_year),
                (line_saldi_of(self.budget, YEARS), sums.by_line),
                (self.of_obligations(), sums.by_obligation),
            ):
                for key, saldo in counted.items():
                    assert {name: getattr(saldo, name) for name, _ in named} == {
                        name: own[key][of] for name, of in named
                    }

        def of_obligations(self):
            return {
                (each.pk, year): saldo
                for each in Verplichting.objects.filter(regel__budget=self.budget)
                for year, saldo in obligation_saldi_in_years(each).items()
            }

        @rule()
        def read_the_pages(self):
            """What pages and files show is the same sum."""
            sums, client = Sums(self.budget), sign_in(money.kassier)
            own = self.budget.get_absolute_url()
            page = _read(client, own)
            for year, one in list(sums.by_year.items()):
                for cents in (one["verlening"], one["verdeling"], one["realisatie"]):
                    assert not cents or _written(cents) in page, (year, one)
            saldo = _table(client, f"{own}saldo.csv")
            postings = _table(client, f"{own}boekingen/csv/")
            assert sum(_cents(row["Bedrag in euro’s"]) for row in postings) == sum(row[6] for row in sums.rows)
            for year, one in list(sums.by_year.items()):
                of_year = [row for row in saldo if row["Jaar"] == str(year)]
                for heading, soort in HEADINGS.items():
                    assert sum(_cents(row[f"{heading} in euro’s"]) for row in of_year) == one[soort], (year, heading)
            for account in Verantwoording.objects.filter(budget=self.budget):
                page = _read(client, account.get_absolute_url())
                # Who settles sees what was offered, and not what was booked since.
                until = account.content["until"] if account.content else sums.rows[-1][-1]
                for late in (0, 1):
                    rows = [
                        (regel, cents)
                        for soort, year, book_year, regel, _, _, cents, pk in sums.rows
                        if (soort, year, book_year) == ("realisatie", account.year - late, account.year) and pk <= until
                    ]
                    of_municipality = sum(cents for regel, cents in rows if regel == self.lines[2].pk)
                    for cents in (of_municipality, sum(cents for _, cents in rows) - of_municipality):
                        assert cents <= 0 or _written(cents) in page, (account.year, late)
            done["pages"] += 1

    Course.done = done
    return Course


def _read(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _table(client, address) -> list[dict]:
    return list(
        csv.DictReader(io.StringIO(_read(client, address).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")), delimiter=";")
    )


def _cents(written: str) -> int:
    """Read an amount as a file writes it: with a comma, or nothing."""
    return round(Decimal(written.replace(".", "").replace(",", ".") or 0) * 100)


def _written(cents: int) -> str:
    """Write an amount as a page does, by other means."""
    euros, rest = divmod(cents, 100)
    whole = f"{euros:,}".replace(",", ".")
    return f"€\N{NO-BREAK SPACE}{whole}" + (f",{rest:02}" if rest else "")


@pytest.mark.django_db(transaction=True)
def test_no_course_makes_or_loses_a_euro(course):
    run_state_machine_as_test(
        course,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A course reads as it is; making it shorter would take longer than all courses together.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            print_blob=True,
        ),
    )
    # Courses in which little was done would prove nothing.
    assert {"grant", "divide", "oblige", "spend", "enter", "decide", "pages"} <= course.done.keys()


@pytest.mark.django_db(transaction=True)
def test_a_year_that_ends_is_settled_once_and_takes_nothing_more(course):
    """Not by chance: the year ends while somebody still spends of it, and all that would be booked in it is tried."""
    state = course()
    state.begin()
    try:
        for place in (0, 1, 2, 0):
            state.go_on(place=place, cents=30_000_00 + place, owner=0, year=2025)
            _holds(state)
        state.end("tweede_kassier")
        assert not state.closed
        _holds(state)
        # Whoever of the two comes first, nothing is lost: where it was the spending, the account is offered anew.
        state.end("bestuurder_nissewaard")
        if not state.closed:
            state.run([("settle", state.settle("bestuurder_nissewaard", 2025))])
            state.end("bestuurder_nissewaard")
        account = Verantwoording.objects.get(budget=state.budget, year=2025)
        assert (account.status, list(state.closed), course.done["settle"]) == ("vastgesteld", [2025], 1)
        _holds(state)

        before = Sums(state.budget)
        assert before.by_year[2025]["realisatie"] > 0
        for name in sorted(KASSIERS):
            state.run([("spend", state.spend(name, place, 2025, 1)) for place in range(3)])
        verplichting = Verplichting.objects.filter(regel=state.lines[0]).first()
        under = {"regel": state.lines[0], "verplichting": verplichting}
        for act, row in [
            (Handeling.BESCHIKKING, Row(Boeksoort.VERLENING, 2025, 1)),
            (Handeling.VERDELING, Row(Boeksoort.VERDELING, 2026, 1, regel=state.lines[0])),
            (Handeling.VERPLICHTING, Row(Boeksoort.VERPLICHTING, 2025, 1, **under)),
            (Handeling.VERPLICHTING, Row(Boeksoort.VERPLICHTING, 2025, -1, **under)),
            (Handeling.BETALING, Row(Boeksoort.BETALING, 2025, 1, **under)),
            (Handeling.REALISATIE, Row(Boeksoort.REALISATIE, 2026, 1, regel=state.lines[0])),
            (Handeling.TERUGBETALING, Row(Boeksoort.TERUGBETALING, 2025, 1)),
        ]:
            by, other = state.person("kassier"), state.person("tweede_kassier")
            approved_by = other if act in BY_TWO else None
            with pytest.raises(LedgerRefused) as refusal:
                post(state.budget, act=act, by=by, approved_by=approved_by, on=TODAY, book_year=2025, rows=[row])
            assert refusal.value.code == "gesloten"
        assert Sums(state.budget).rows == before.rows

        # What was wrong in it is set right in the next, about its own year.
        boeking = Boeking.objects.filter(budget=state.budget, soort="realisatie", year=2025).last()
        by = state.person("kassier")
        state.run([("enter", lambda: enter_correction(boeking, by=by, cents=-7, on=TODAY, reason="Te veel") and None)])
        state.run([("decide", state.decide("tweede_kassier", 0, True))])
        after = Sums(state.budget)
        assert [(row[0], row[1], row[2], row[6]) for row in after.rows[len(before.rows) :]] == [
            ("realisatie", 2025, 2026, -7)
        ]
        state.go_on(place=1, cents=20_000_00, owner=0, year=2026)
        _holds(state)
        state.read_the_pages()
    finally:
        state.teardown()


def _holds(state) -> None:
    """Look at all that always holds, as between the steps of a random course."""
    state.no_euro_is_made_or_lost()
    state.no_ceiling_is_passed()
    state.what_is_settled_stays()
    state.nobody_alone_does_what_two_do()
    state.the_portal_counts_the_same()

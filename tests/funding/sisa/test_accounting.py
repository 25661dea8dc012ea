"""Making, offering and settling an account: by two people, once, with what was offered, and then for good."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.models import Boeking, Boeksoort, Deel, Handeling, Inlezing, Opdracht, Sisaindicator, Verantwoording
from funding.sisa import accounting
from funding.sisa.checking import Outcome, checks_of
from funding.sisa.values import values_of
from funding.verdelen.proposing import propose, set_row
from iza_portal.accounts.models import Function, User
from iza_portal.hashing import hash_of
from iza_portal.notices.models import Notice
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from tests.at_once import at_once
from tests.conftest import _person
from tests.factories import MembershipFactory
from tests.funding.sisa.accounts import AFTER, answered, load_indicators, offered, settled, spend


def said(account, outcome):
    return [check.sentence for check in checks_of(account, values_of(account)) if check.outcome == outcome]


def opened(money, year=2026):
    return accounting.open_account(money.budget, year, by=money.kassier)


@time_machine.travel(AFTER)
def test_an_account_is_offered_by_one_and_settled_by_another_and_closes_its_year(spent):
    settled(spent, municipality=spent.ridderkerk)
    account = settled(spent)
    account = Verantwoording.objects.get(pk=account.pk)
    assert (account.status, account.offered_by, account.settled_by) == (
        "vastgesteld",
        spent.kassier,
        spent.bestuurder_nissewaard,
    )
    assert account.sha256 == hash_of(account.content)
    with pytest.raises(LedgerRefused, match="Het boekjaar 2026 is afgesloten"):
        spend(spent, spent.activity, 100)
    spend(spent, spent.activity, 100, on=AFTER, book_year=2027)
    verbs = [event.verb for event in history(spent.budget) if event.verb.startswith("verantwoording")]
    assert verbs.count("verantwoording.vastgesteld") == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Verantwoording.objects.filter(pk=account.pk).update(content={})


def test_of_a_local_part_that_stands_only_in_a_proposal_nothing_is_accounted_for(money):
    voorstel = propose(money.budget, by=money.kassier, year=2026)
    told = {"by": money.kassier, "part": Deel.LOKAAL, "municipality": money.ridderkerk}
    line = set_row(voorstel, cents=100, **told).regel

    def account():
        return accounting.open_account(money.budget, 2026, by=money.ambtenaar, municipality=money.ridderkerk)

    with pytest.raises(ValidationError, match="Ridderkerk heeft geen lokaal deel in dit budget"):
        account()
    load_indicators()
    row = Row(Boeksoort.VERDELING, 2026, 100, regel=line, municipality=money.ridderkerk)
    told = {"by": told["by"], "on": date(2026, 3, 1), "book_year": 2026}
    post(money.budget, act=Handeling.VERDELING, rows=[row], **told)
    assert account().municipality == money.ridderkerk


@time_machine.travel(AFTER)
def test_what_a_municipality_settles_closes_nothing_of_the_region(spent):
    settled(spent, municipality=spent.ridderkerk)
    spend(spent, spent.activity, 100)


def test_before_the_year_is_over_nothing_is_offered(spent):
    with time_machine.travel(date(2026, 12, 31)), pytest.raises(ValidationError, match="nog niet voorbij"):
        offered(spent, municipality=spent.ridderkerk)


@time_machine.travel(AFTER)
def test_the_kassier_waits_for_each_medeoverheid_that_spent(spent):
    with pytest.raises(ValidationError, match=r"Ridderkerk besteedde geld en stelde dat nog niet vast \(H35B\)"):
        offered(spent)
    settled(spent, municipality=spent.ridderkerk)
    assert "Ridderkerk: gelijk aan wat de gemeente vaststelde (H35B)." in said(opened(spent), Outcome.KLOPT)


@time_machine.travel(AFTER)
def test_another_amount_than_the_medeoverheid_settled_is_in_the_way(spent):
    settled(spent, municipality=spent.ridderkerk)
    spend(spent, spent.local, 100, on=date(2026, 12, 31))
    account = opened(spent)
    (sentence,) = [each for each in said(account, Outcome.BELETSEL) if "Ridderkerk" in each]
    assert "€\N{NO-BREAK SPACE}40.000,50" in sentence
    assert "€\N{NO-BREAK SPACE}40.001,50" in sentence


@time_machine.travel(AFTER)
def test_what_still_waits_is_named(spent):
    account = opened(spent)
    Opdracht.objects.create(
        budget=spent.budget, act="correctie", soort="realisatie", year=2026, book_year=2026, on=AFTER, cents=-100,
        regel=spent.local, corrects=spent.posting, text="Te veel", by=spent.kassier,
    )  # fmt: skip
    Inlezing.objects.create(
        budget=spent.budget,
        state="gelezen",
        file_name="boekingen.csv",
        content=b"x",
        sha256="1" * 64,
        by=spent.kassier,
        requested_by=spent.kassier,
        requested_at=timezone.now(),
    )
    assert any("nog 1 opdracht" in sentence for sentence in said(account, Outcome.BELETSEL))
    assert any("ingelezen bestand" in sentence for sentence in said(account, Outcome.LET_OP))


@time_machine.travel(AFTER)
def test_what_is_late_is_told_apart_from_what_is_corrected(spent):
    account = opened(spent, 2027)
    spend(spent, spent.local, -50, on=AFTER, book_year=2027, corrects=spent.posting)
    equal = [each for each in said(account, Outcome.KLOPT) if "correctieboekingen" in each]
    assert equal == [
        "De correctie op 2026 is \N{MINUS SIGN}€\N{NO-BREAK SPACE}0,50: gelijk aan de correctieboekingen in 2027."
    ]
    spend(spent, spent.activity, 700, on=AFTER, book_year=2027)
    assert any("€\N{NO-BREAK SPACE}7 geen correctie van een boeking" in each for each in said(account, Outcome.LET_OP))
    assert any("De verantwoording over 2026 is niet vastgesteld" in each for each in said(account, Outcome.LET_OP))


@time_machine.travel(AFTER)
def test_what_no_indicator_asks_for_is_in_the_way(spent):
    # Money of 2026, booked in 2025 already.
    with time_machine.travel(date(2026, 1, 25)):
        spend(spent, spent.activity, 900, on=date(2026, 1, 25), book_year=2025)
    account = opened(spent, 2025)
    assert any("een ander jaar dan 2025 en 2024" in each for each in said(account, Outcome.BELETSEL))


@time_machine.travel(AFTER)
def test_an_indicator_that_is_gone_makes_the_sums_not_meet(spent):
    Sisaindicator.objects.filter(meaning="besteed", is_between=False).update(last_year=2023)
    sentences = said(opened(spent), Outcome.BELETSEL)
    assert any("samen €\N{NO-BREAK SPACE}40.000,50, maar in boekjaar 2026 staat" in each for each in sentences)


@time_machine.travel(AFTER)
def test_who_offered_it_does_not_settle_it(spent):
    settled(spent, municipality=spent.ridderkerk)
    MembershipFactory(user=spent.kassier, organisation=spent.nissewaard.organisation, function=Function.BESTUURDER)
    account, bestuurder = offered(spent), User.objects.get(pk=spent.kassier.pk)
    with pytest.raises(ValidationError, match="bood deze verantwoording zelf aan"):
        accounting.settle(account, by=bestuurder, version=account.version)


@time_machine.travel(AFTER)
def test_only_what_was_offered_is_settled(spent):
    settled(spent, municipality=spent.ridderkerk)
    account = offered(spent)
    spend(spent, spent.activity, 100)
    with pytest.raises(ValidationError):
        accounting.settle(account, by=spent.bestuurder_nissewaard, version=account.version)
    account.refresh_from_db()
    assert account.status == "aangeboden"
    account = accounting.send_back(
        account, by=spent.bestuurder_nissewaard, version=account.version, reason="Er is nog geboekt"
    )
    assert (account.status, account.content, account.returned_reason) == ("concept", None, "Er is nog geboekt")
    by = spent.kassier
    account = accounting.offer(account, by=by, version=account.version)
    account = accounting.settle(account, by=spent.bestuurder_nissewaard, version=account.version)
    (value,) = [each for each in account.content["indicators"] if each["meaning"] == "besteed"]
    assert value["cents"] == 25_000_100


@time_machine.travel(AFTER)
@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("kassier", {"open", "fill", "offer"}),
        ("tweede_kassier", {"open", "fill", "offer"}),
        ("bestuurder_nissewaard", {"open"}),
        ("ambtenaar_2", set()),
        ("ambtenaar", set()),
        ("bestuurder", set()),
        ("regiocoordinator", set()),
        ("portaalbeheerder", set()),
    ],
)
def test_the_account_of_the_region_is_made_by_its_kassier(spent, name, may):
    settled(spent, municipality=spent.ridderkerk)
    account = answered(opened(spent), spent.kassier)
    by = spent.people[name]
    acts = {
        "open": lambda: accounting.open_account(spent.budget, 2025, by=by),
        "fill": lambda: accounting.fill_in(account, by=by, version=account.version, values={}),
        "offer": lambda: accounting.offer(account, by=by, version=account.version + ("fill" in did)),
    }
    did = set()
    for act, do in acts.items():
        try:
            do()
            did.add(act)
        except PermissionDenied:
            pass
    assert did == may


@time_machine.travel(AFTER)
def test_only_the_bestuurder_of_whose_account_it_is_settles_it(spent):
    of_ridderkerk = offered(spent, municipality=spent.ridderkerk)
    for name, person in spent.people.items():
        if name not in {"bestuurder", "nobody"}:
            with pytest.raises(PermissionDenied):
                accounting.settle(of_ridderkerk, by=person, version=of_ridderkerk.version)
    accounting.settle(of_ridderkerk, by=spent.bestuurder, version=of_ridderkerk.version)
    account = offered(spent)
    for name, person in spent.people.items():
        if name not in {"bestuurder_nissewaard", "nobody"}:
            with pytest.raises(PermissionDenied):
                accounting.settle(account, by=person, version=account.version)


def test_what_is_opened_is_there_once_and_only_where_it_is_asked(spent):
    assert opened(spent) == opened(spent)
    by = spent.bestuurder_barendrecht
    with pytest.raises(ValidationError, match="heeft geen lokaal deel"):
        accounting.open_account(spent.budget, 2026, by=by, municipality=spent.barendrecht)
    for year in (2022, 2027, 2028, 9999):
        with pytest.raises(ValidationError):
            opened(spent, year)


@pytest.mark.parametrize("value", ["misschien", "ja\x00", "x" * 501, "JA"])
def test_what_is_no_answer_is_refused(spent, value):
    account = opened(spent)
    end = Sisaindicator.objects.get(meaning="einde", is_between=False, regeling=spent.spuk_iza)
    with pytest.raises(ValidationError):
        accounting.fill_in(account, by=spent.kassier, version=1, values={(end.pk, None): value})


def test_what_is_not_asked_is_not_filled_in(spent):
    account = opened(spent)
    summed = Sisaindicator.objects.get(meaning="besteed", is_between=False, regeling=spent.spuk_iza)
    other = Sisaindicator.objects.get(meaning="einde", regeling=spent.brede_spuk)
    end = Sisaindicator.objects.get(meaning="einde", is_between=False, regeling=spent.spuk_iza)
    for key in [(summed.pk, None), (other.pk, None), (end.pk, spent.ridderkerk.pk), (0, None)]:
        with pytest.raises(ValidationError, match="niet in te vullen"):
            accounting.fill_in(account, by=spent.kassier, version=1, values={key: "ja"})


def test_who_saw_an_older_version_is_told_so(spent):
    account = opened(spent)
    accounting.fill_in(account, by=spent.kassier, version=1, values={})
    with pytest.raises(OutdatedVersion):
        accounting.fill_in(account, by=spent.tweede_kassier, version=1, values={})


@time_machine.travel(AFTER)
def test_giving_back_says_why_and_only_of_what_was_offered(spent):
    account = offered(spent, municipality=spent.ridderkerk)
    by = spent.bestuurder
    for reason in ("  ", "x" * 2001):
        with pytest.raises(ValidationError):
            accounting.send_back(account, by=by, version=account.version, reason=reason)
    account = accounting.settle(account, by=by, version=account.version)
    with pytest.raises(ValidationError, match="intussen: vastgesteld"):
        accounting.send_back(account, by=by, version=account.version, reason="Toch niet")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_in_the_same_second_one_does(spent):
    with time_machine.travel(AFTER):
        settled(spent, municipality=spent.ridderkerk)
        account = offered(spent)
        others = [
            spent.bestuurder_nissewaard,
            _person("tweede bestuurder", spent.nissewaard.organisation, Function.BESTUURDER),
        ]
        results = at_once(*(lambda by=by: accounting.settle(account, by=by, version=account.version) for by in others))
    assert sorted(type(result).__name__ for result in results) == ["ValidationError", "Verantwoording"]
    account.refresh_from_db()
    assert account.sha256 == hash_of(account.content)


@pytest.mark.django_db(transaction=True)
def test_a_posting_in_the_same_second_is_accounted_for_or_refused(spent):
    with time_machine.travel(AFTER):
        settled(spent, municipality=spent.ridderkerk)
        account = offered(spent)
        by = spent.bestuurder_nissewaard
        settling, spending = at_once(
            lambda: accounting.settle(account, by=by, version=account.version),
            lambda: spend(spent, spent.activity, 100),
        )
    account.refresh_from_db()
    is_settled = account.status == "vastgesteld"
    assert is_settled != Boeking.objects.filter(cents=100, soort="realisatie").exists()
    assert isinstance(spending if is_settled else settling, ValidationError)


@time_machine.travel(AFTER)
def test_who_settles_is_told_and_who_offered_hears_that_it_came_back(spent):
    account = offered(spent, municipality=spent.ridderkerk)
    told = Notice.objects.filter(path=account.get_absolute_url())
    assert [(each.person, "lokaal deel Ridderkerk is aangeboden" in each.sentence) for each in told] == [
        (spent.bestuurder, True)
    ]
    by = spent.bestuurder
    account = accounting.send_back(account, by=by, version=account.version, reason="Klopt niet")
    heard = told.get(person=spent.ambtenaar)
    assert ("teruggegeven" in heard.sentence, "Klopt niet" in heard.sentence) == (True, False)
    account = accounting.offer(account, by=spent.ambtenaar, version=account.version)
    assert told.filter(person=spent.bestuurder).count() == 2
    spent.ambtenaar.memberships.update(ended_at=timezone.now())
    accounting.send_back(account, by=by, version=account.version, reason="Klopt niet")
    assert told.filter(person=spent.ambtenaar).count() == 1

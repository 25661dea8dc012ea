"""A proposal is the whole of a year, every municipality agrees to it, and booking it books the differences."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from funding.grootboek.granting import budget_of, grant
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import line_saldi_of, saldo_of
from funding.models import (
    Antwoord,
    Beschikkingsoort,
    Boeking,
    Boeksoort,
    Budgetregel,
    Deel,
    Handeling,
    Verdeelaandeel,
    Verdeelvoorstel,
    Voorstelstand,
)
from funding.verdelen import proposing
from funding.verdelen.key import key_of
from funding.verdelen.reading import lines_of
from funding.verdelen.standing import divided_now
from iza_portal.accounts.models import Function
from iza_portal.notices.models import Notice
from iza_portal.outdated import OutdatedVersion
from regions.models import Indeling, Purpose
from tests.at_once import at_once
from tests.conftest import _person
from tests.factories import BudgetregelFactory, IndelingFactory, MunicipalityFactory, VerplichtingFactory
from tests.funding.verdelen.conftest import add, all_agree, speakers
from tests.queries import statements


def parts_of(row):
    return {each.municipality.name: each.cents for each in row.aandelen.select_related("municipality")}


def test_a_regional_line_is_divided_by_inhabitants_where_the_brede_spuk_of_one_is_not_known(money, voorstel):
    key = key_of(money.budget, 2026)
    assert "inwoners" in key.basis
    row = voorstel.regels.get(regel__part=Deel.REGIONAAL)
    parts, people = parts_of(row), {each.name: each.population for each in key.members}
    assert sum(parts.values()) == 100_000_000
    total = sum(people.values())
    for name, cents in parts.items():
        assert abs(cents - 100_000_000 * people[name] / total) < 1


def test_a_regional_line_is_divided_by_the_brede_spuk_of_its_year_where_that_is_known_of_all(money):
    for municipality, euros in [(money.nissewaard, 1_000_000), (money.barendrecht, 500_000)]:
        person = _person(f"ambtenaar van {municipality}", municipality.organisation)
        grant(
            budget_of(money.brede_spuk, municipality=municipality),
            by=person,
            kind=Beschikkingsoort.VERLENING,
            year=2026,
            cents=euros * 100,
            on=date(2026, 1, 15),
            number="DUS-I 2026",
            source="DUS-I",
        )
    key = key_of(money.budget, 2026)
    assert "brede SPUK" in key.basis
    assert {each.name: weight for each, weight in zip(key.members, key.weights, strict=True)} == {
        "Barendrecht": 50_000_000,
        "Nissewaard": 100_000_000,
        "Ridderkerk": 50_000_000,
    }
    divided = key.divide(100_000_001)
    assert sorted(divided.values()) == [25_000_000, 25_000_000, 50_000_001]
    # Of 2025 it is known of Ridderkerk alone: euros and inhabitants are not added to each other.
    assert "inwoners" in key_of(money.budget, 2025).basis


def test_shares_that_the_kassier_fills_in_add_up_to_the_amount_or_are_refused(money, voorstel):
    own = {money.nissewaard.pk: 60_000_001, money.ridderkerk.pk: 39_999_999}
    row = add(money, voorstel, title="Steunpunt", part=Deel.REGIONAAL, cents=100_000_000, shares=own)
    assert parts_of(row) == {"Nissewaard": 60_000_001, "Ridderkerk": 39_999_999}
    for shares, words in [
        ({money.nissewaard.pk: 100_000_001}, "0,01 meer dan het bedrag"),
        ({money.nissewaard.pk: 99_999_999}, "0,01 minder dan het bedrag"),
        ({money.nissewaard.pk: 100_000_001, money.ridderkerk.pk: -1}, "nul of hoger"),
        ({money.left.pk: 100_000_000}, "Westvoorne hoort in 2026 niet bij"),
        ({0: 100_000_000}, "Deze gemeente hoort"),
        ({}, "minder dan het bedrag"),
    ]:
        with pytest.raises(ValidationError, match=words) as refusal:
            add(money, voorstel, regel=row.regel, version=row.version, cents=100_000_000, shares=shares)
        assert "shares" in refusal.value.error_dict
    assert parts_of(row) == {"Nissewaard": 60_000_001, "Ridderkerk": 39_999_999}


def test_a_municipality_that_left_gets_no_share_and_one_that_was_there_then_does(money, voorstel):
    with pytest.raises(
        ValidationError, match=r"Westvoorne hoort in 2026 niet bij .* krijgt over dat jaar geen aandeel"
    ):
        add(money, voorstel, part=Deel.LOKAAL, municipality=money.left, cents=100)
    assert not Budgetregel.objects.filter(municipality=money.left).exists()
    of_2025 = proposing.propose(money.budget, by=money.kassier, year=2025)
    assert parts_of(add(money, of_2025, part=Deel.LOKAAL, municipality=money.left, cents=100)) == {"Westvoorne": 100}
    row = add(money, of_2025, title="Netwerk", part=Deel.REGIONAAL, cents=1_000)
    assert set(parts_of(row)) == {"Nissewaard", "Ridderkerk", "Barendrecht", "Westvoorne"}


def test_more_than_there_is_is_refused_at_its_field(money, voorstel):
    left = saldo_of(money.budget, 2026).beschikbaar - 125_000_000
    with pytest.raises(ValidationError, match=r"0,01 meer dan er over 2026 is") as refusal:
        add(money, voorstel, title="Te veel", part=Deel.REGIONAAL, cents=left + 1)
    assert set(refusal.value.error_dict) == {"cents"}
    assert not money.budget.regels.filter(title="Te veel").exists()
    add(money, voorstel, title="Precies", part=Deel.REGIONAAL, cents=left)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"cents": -1, "title": "A", "part": Deel.REGIONAAL}, "cents"),
        ({"cents": 10**17, "title": "A", "part": Deel.REGIONAAL}, "cents"),
        ({"cents": 1, "title": "  ", "part": Deel.REGIONAAL}, "title"),
        ({"cents": 1, "title": "A" * 201, "part": Deel.REGIONAAL}, "title"),
        ({"cents": 1, "title": "A", "part": "anders"}, "part"),
        ({"cents": 1, "title": "A"}, "part"),
        ({"cents": 1, "part": Deel.LOKAAL}, "municipality"),
        ({"cents": 1, "title": "A", "part": Deel.REGIONAAL, "note": "n" * 301}, "note"),
    ],
)
def test_what_cannot_be_a_line_is_refused_at_its_field(money, voorstel, row, field):
    with pytest.raises(ValidationError) as refusal:
        add(money, voorstel, **row)
    assert field in refusal.value.error_dict
    assert voorstel.regels.count() == 2


def test_a_line_of_another_budget_is_refused(money, voorstel):
    elsewhere = BudgetregelFactory(budget=money.brede)
    with pytest.raises(ValidationError, match="ander budget"):
        add(money, voorstel, regel=elsewhere, cents=1)


def test_a_line_that_a_colleague_changed_is_not_written_over(money, voorstel):
    row = voorstel.regels.get(regel__part=Deel.LOKAAL)
    add(money, voorstel, regel=row.regel, version=row.version, cents=1_000)
    with pytest.raises(OutdatedVersion) as outdated:
        add(money, voorstel, regel=row.regel, version=row.version, cents=2_000)
    assert outdated.value.current.cents == 1_000
    with pytest.raises(OutdatedVersion):
        add(money, voorstel, part=Deel.LOKAAL, municipality=money.ridderkerk, cents=2_000)
    with pytest.raises(OutdatedVersion):
        proposing.remove_row(row, by=money.kassier, version=row.version)


def test_a_line_that_is_removed_leaves_the_budget_unless_something_was_booked_on_it(money, voorstel):
    row = voorstel.regels.get(regel__part=Deel.REGIONAAL)
    proposing.remove_row(row, by=money.kassier, version=row.version)
    assert not money.budget.regels.filter(part=Deel.REGIONAAL).exists()
    proposing.remove_row(row, by=money.kassier, version=row.version)


def test_the_database_keeps_shares_to_their_line(money, voorstel):
    row = voorstel.regels.get(regel__part=Deel.LOKAAL)

    @transaction.atomic
    def change_a_share():
        Verdeelaandeel.objects.filter(regel=row).update(cents=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="do not add up"):
        change_a_share()


def test_booking_books_the_differences_with_the_division_before(divided):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    # It begins as the division is.
    assert proposing.differences(voorstel) == {}
    row = voorstel.regels.get(regel=divided.local)
    proposing.set_row(voorstel, by=by, regel=divided.local, version=row.version, cents=4_000_000)
    own = {divided.nissewaard.pk: 66_666_667, divided.barendrecht.pk: 40_000_000}
    row = voorstel.regels.get(regel=divided.activity)
    proposing.set_row(voorstel, by=by, regel=divided.activity, version=row.version, cents=106_666_667, shares=own)
    proposing.put(voorstel, by=by, due_on=date(2026, 12, 18))
    all_agree(divided, voorstel)
    boekstuk = proposing.book(voorstel, by=divided.kassier)
    booked = {(each.regel_id, each.municipality_id): each.cents for each in boekstuk.boekingen.all()}
    assert booked == {
        (divided.local.pk, divided.ridderkerk.pk): -6_000_000,
        (divided.activity.pk, divided.ridderkerk.pk): -33_333_333,
        (divided.activity.pk, divided.barendrecht.pk): 40_000_000,
    }
    assert divided_now(divided.budget, 2026) == {
        (divided.local.pk, divided.ridderkerk.pk): 4_000_000,
        (divided.activity.pk, divided.nissewaard.pk): 66_666_667,
        (divided.activity.pk, divided.barendrecht.pk): 40_000_000,
    }
    voorstel.refresh_from_db()
    assert (voorstel.status, voorstel.boekstuk) == (Voorstelstand.VERWERKT, boekstuk)


def test_a_line_that_is_not_in_the_proposal_loses_its_money(divided):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    row = voorstel.regels.get(regel=divided.local)
    proposing.remove_row(row, by=by, version=row.version)
    proposing.put(voorstel, by=by, due_on=date(2026, 12, 18))
    all_agree(divided, voorstel)
    proposing.book(voorstel, by=divided.kassier)
    assert line_saldi_of(divided.budget, [2026])[divided.local.pk, 2026].verdeeld == 0
    assert divided.budget.regels.filter(pk=divided.local.pk).exists()


def test_a_proposal_that_takes_what_is_spoken_for_is_refused_before_it_is_put(divided):
    by = divided.kassier
    post(
        divided.budget,
        act=Handeling.REALISATIE,
        by=by,
        on=date(2026, 2, 1),
        book_year=2026,
        rows=[Row(Boeksoort.REALISATIE, 2026, 9_000_000, regel=divided.local)],
    )
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    row = voorstel.regels.get(regel=divided.local)
    proposing.set_row(voorstel, by=by, regel=divided.local, version=row.version, cents=8_000_000)
    with pytest.raises(ValidationError, match=r"Lokaal deel Ridderkerk.*10\.000 te weinig"):
        proposing.put(voorstel, by=by, due_on=date(2026, 12, 18))
    voorstel.refresh_from_db()
    assert voorstel.status == Voorstelstand.CONCEPT
    assert not Boeking.objects.filter(text=str(voorstel)).exists()


def test_a_proposal_that_changes_nothing_is_not_put(divided):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    with pytest.raises(ValidationError, match="verandert niets"):
        proposing.put(voorstel, by=by, due_on=date(2026, 12, 18))


def test_nothing_is_booked_before_all_agree(money, put):
    kassier = money.kassier
    with pytest.raises(ValidationError, match="Nog niet akkoord: Barendrecht, Nissewaard, Ridderkerk"):
        proposing.book(put, by=kassier)
    all_agree(money, put)
    proposing.answer(
        put,
        by=money.bestuurder,
        municipality=money.ridderkerk,
        answer=Antwoord.NIET_AKKOORD,
        reason="Te weinig lokaal.",
    )
    with pytest.raises(ValidationError, match="Nog niet akkoord: Ridderkerk"):
        proposing.book(put, by=kassier)
    proposing.answer(put, by=money.bestuurder, municipality=money.ridderkerk, answer=Antwoord.AKKOORD)
    proposing.book(put, by=kassier)
    assert saldo_of(money.budget, 2026).verdeeld == 125_000_000
    with pytest.raises(ValidationError, match="verwerkt"):
        proposing.book(put, by=kassier)
    with pytest.raises(ValidationError, match="verwerkt"):
        proposing.answer(put, by=money.bestuurder, municipality=money.ridderkerk, answer=Antwoord.AKKOORD)
    with pytest.raises(ValidationError, match="verwerkt"):
        proposing.withdraw(put, by=kassier, reason="Toch niet.")


def test_who_does_not_agree_says_why(money, put):
    for answer, reason, field in [("niet_akkoord", "  ", "reason"), ("misschien", "", "answer"), ("", "", "answer")]:
        with pytest.raises(ValidationError) as refusal:
            proposing.answer(put, by=money.bestuurder, municipality=money.ridderkerk, answer=answer, reason=reason)
        assert set(refusal.value.error_dict) == {field}


def test_a_municipality_that_left_is_not_asked_and_reads_why(money, put):
    assert not put.instemmingen.filter(municipality=money.left).exists()
    from tests.conftest import _person

    speaker = _person("bestuurder Westvoorne", money.left.organisation, Function.BESTUURDER)
    with pytest.raises(ValidationError, match="Westvoorne hoort in 2026 niet bij"):
        proposing.answer(put, by=speaker, municipality=money.left, answer=Antwoord.AKKOORD)


def test_when_the_members_change_after_it_was_put_booking_says_so(money, put):
    all_agree(money, put)
    gone = Indeling.objects.filter(municipality=money.barendrecht, purpose=Purpose.MANDAAT)
    gone.update(period=DateRange(date(2023, 1, 1), date(2026, 1, 1)))
    came = MunicipalityFactory(name="Albrandswaard")
    IndelingFactory(municipality=came, purpose=Purpose.MANDAAT, mandaatregio=money.mandaatregio)
    with pytest.raises(
        ValidationError, match=r"Albrandswaard hoort er nu bij en is niet gevraagd\. Barendrecht hoort er niet meer bij"
    ):
        proposing.book(put, by=money.kassier)
    proposing.withdraw(put, by=money.kassier, reason="Er kwam een gemeente bij.")
    after = proposing.propose(money.budget, by=money.kassier, year=2026)
    row = add(money, after, title="Netwerk", part=Deel.REGIONAAL, cents=1_000)
    assert "Albrandswaard" in parts_of(row)
    assert "Barendrecht" not in parts_of(row)


def test_a_division_with_a_share_of_who_left_is_begun_anew_by_the_key(divided):
    gone = Indeling.objects.filter(municipality=divided.ridderkerk, purpose=Purpose.MANDAAT)
    gone.update(period=DateRange(date(2023, 1, 1), date(2026, 1, 1)))
    voorstel = proposing.propose(divided.budget, by=divided.kassier, year=2026)
    row = voorstel.regels.get()
    assert row.regel == divided.activity
    assert set(parts_of(row)) == {"Nissewaard", "Barendrecht"}
    assert row.cents == 100_000_000


def test_who_is_not_the_kassier_writes_nothing_and_who_does_not_speak_answers_nothing(money, voorstel):
    row = voorstel.regels.first()
    for name in ("ambtenaar_2", "bestuurder_nissewaard", "bestuurder", "regiocoordinator", "landelijk"):
        person = money.people[name]
        for act in [
            lambda person=person: proposing.propose(money.budget, by=person, year=2025),
            lambda person=person: proposing.set_row(voorstel, by=person, cents=1, title="A", part=Deel.REGIONAAL),
            lambda person=person: proposing.remove_row(row, by=person, version=1),
            lambda person=person: proposing.put(voorstel, by=person, due_on=date(2026, 12, 18)),
            lambda person=person: proposing.book(voorstel, by=person),
            lambda person=person: proposing.withdraw(voorstel, by=person, reason="Nee."),
        ]:
            with pytest.raises(PermissionDenied):
                act()
    for name in ("ambtenaar", "kassier", "bestuurder_barendrecht", "beheerder"):
        person = money.people[name]
        with pytest.raises(PermissionDenied):
            proposing.answer(voorstel, by=person, municipality=money.ridderkerk, answer=Antwoord.AKKOORD)


def test_what_was_put_never_changes(money, put):
    with pytest.raises(ValidationError, match="voorgelegd"):
        add(money, put, title="Nog iets", part=Deel.REGIONAAL, cents=1)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        put.regels.update(cents=1)


def test_a_proposal_is_not_put_as_it_was_seen_before_a_colleague_changed_it(money, voorstel):
    seen = voorstel.version
    add(money, voorstel, title="Nog iets", part=Deel.REGIONAAL, cents=1)
    with pytest.raises(OutdatedVersion):
        proposing.put(voorstel, by=money.kassier, due_on=date(2026, 12, 18), version=seen)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2020, 1, 1), date(9999, 1, 1)])
def test_a_term_is_ahead_and_not_too_far(money, voorstel, day):
    with pytest.raises(ValidationError) as refusal:
        proposing.put(voorstel, by=money.kassier, due_on=day)
    assert set(refusal.value.error_dict) == {"due_on"}


@pytest.mark.parametrize(("year", "words"), [(2022, "loopt van"), (2027, "loopt van"), (2026, "Er is al een voorstel")])
def test_a_year_has_one_open_proposal_and_is_one_of_the_regeling(money, voorstel, year, words):
    with pytest.raises(ValidationError, match=words) as refusal:
        proposing.propose(money.budget, by=money.kassier, year=year)
    assert set(refusal.value.error_dict) == {"year"}


def test_the_money_of_a_municipality_is_not_divided_by_proposals(money):
    with pytest.raises(PermissionDenied):
        proposing.propose(money.brede, by=money.ambtenaar, year=2026)


def test_who_is_asked_is_told_and_the_kassier_is_told_the_answer(money, put):
    asked = Notice.objects.get(person=money.bestuurder)
    assert "om instemming gevraagd" in asked.sentence
    assert Notice.objects.filter(person=money.ambtenaar).count() == 1
    assert not Notice.objects.filter(person=money.kassier).exists()
    proposing.answer(
        put,
        by=money.bestuurder,
        municipality=money.ridderkerk,
        answer=Antwoord.NIET_AKKOORD,
        reason="Geheim.",
    )
    told = Notice.objects.get(person=money.kassier).sentence
    assert "Ridderkerk" in told
    assert "niet akkoord" in told
    assert "Geheim" not in told
    proposing.withdraw(put, by=money.kassier, reason="Anders.")
    assert Notice.objects.filter(person=money.bestuurder, sentence__contains="ingetrokken").exists()


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_booked_once_by_two_kassiers_at_once(money, put):
    all_agree(money, put)
    people = [money.kassier, money.tweede_kassier]
    results = at_once(*[lambda by=by: proposing.book(put, by=by) for by in people])
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert saldo_of(money.budget, 2026).verdeeld == 125_000_000


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_changed_while_it_is_booked_is_booked_or_refused_whole(money, put):
    all_agree(money, put)
    kassier, bestuurder = money.kassier, money.bestuurder
    booked, changed = at_once(
        lambda: proposing.book(put, by=kassier),
        lambda: proposing.answer(
            put,
            by=bestuurder,
            municipality=money.ridderkerk,
            answer=Antwoord.NIET_AKKOORD,
            reason="Toch niet.",
        ),
    )
    assert [booked, changed].count(booked) == 1
    said = put.instemmingen.get(municipality=money.ridderkerk).answer
    status = Verdeelvoorstel.objects.get(pk=put.pk).status
    assert (status, said) in {("verwerkt", "akkoord"), ("voorgelegd", "niet_akkoord")}
    assert isinstance(changed if status == "verwerkt" else booked, ValidationError)


@pytest.mark.django_db(transaction=True)
def test_two_kassiers_at_once_begin_one_proposal(money):
    people = [money.kassier, money.tweede_kassier]
    results = at_once(*[lambda by=by: proposing.propose(money.budget, by=by, year=2026) for by in people])
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert money.budget.voorstellen.count() == 1


def test_money_that_was_taken_back_meanwhile_is_not_divided(money, voorstel):
    left = saldo_of(money.budget, 2026).beschikbaar - 125_000_000
    add(money, voorstel, title="De rest", part=Deel.REGIONAAL, cents=left)
    proposing.put(voorstel, by=money.kassier, due_on=date(2026, 12, 18))
    for municipality, person in speakers(money):
        proposing.answer(voorstel, by=person, municipality=municipality, answer=Antwoord.AKKOORD)
    grant(
        money.budget,
        by=money.kassier,
        kind=Beschikkingsoort.WIJZIGING,
        year=2026,
        cents=-5_000,
        on=date(2026, 11, 1),
        number="DUS-I W1",
        source="DUS-I",
    )
    with pytest.raises(ValidationError, match=r"50 meer verdeeld dan er is"):
        proposing.book(voorstel, by=money.kassier)
    voorstel.refresh_from_db()
    assert voorstel.status == Voorstelstand.VOORGELEGD


def answered_and_booked(money, voorstel):
    proposing.put(voorstel, by=money.kassier, due_on=date(2026, 12, 31))
    all_agree(money, voorstel)
    proposing.book(voorstel, by=money.kassier)


def test_a_line_is_tied_to_an_opgave_when_the_division_is_booked_and_keeps_its_title_once_money_was_booked(divided):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    row, key = voorstel.regels.get(regel=divided.activity), uuid4()

    def set_again(**said):
        nonlocal row
        row = proposing.set_row(voorstel, by=by, regel=divided.activity, version=row.version, cents=90_000_000, **said)
        divided.activity.refresh_from_db()
        assert (divided.activity.opgave_key, divided.activity.version) == (None, 1)
        return row.opgave

    assert set_again(opgave_key=key, title="Iets anders") == key
    assert set_again() == key
    assert set_again(opgave_key="") is None
    assert set_again(opgave_key=key) == key
    answered_and_booked(divided, voorstel)
    divided.activity.refresh_from_db()
    assert (divided.activity.opgave_key, divided.activity.version) == (key, 2)
    assert divided.activity.title == "Coördinatie ketenaanpak valpreventie"


def test_another_title_counts_when_the_division_is_booked_and_not_when_it_is_withdrawn(money):
    by = money.kassier
    line = BudgetregelFactory(budget=money.budget, title="Netwerk")
    VerplichtingFactory(regel=line)
    voorstel = proposing.propose(money.budget, by=by, year=2026)
    row = proposing.set_row(voorstel, by=by, regel=line, cents=100, title="Netwerk sociaal domein", opgave_key=uuid4())
    proposing.withdraw(voorstel, by=by, reason="Toch niet.")
    line.refresh_from_db()
    assert (line.title, line.opgave_key, row.name) == ("Netwerk", None, "Netwerk sociaal domein")

    voorstel = proposing.propose(money.budget, by=by, year=2026)
    row = proposing.set_row(voorstel, by=by, regel=line, cents=100, title="Netwerk sociaal domein")
    line.refresh_from_db()
    assert (line.title, [each.was_called for each in lines_of(voorstel)]) == ("Netwerk", ["Netwerk"])
    answered_and_booked(money, voorstel)
    line.refresh_from_db()
    assert (line.title, [each.was_called for each in lines_of(voorstel)]) == ("Netwerk sociaal domein", [""])


def test_what_a_colleague_tied_meanwhile_stays_where_the_proposal_says_nothing_of_it(divided):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    row = voorstel.regels.get(regel=divided.activity)
    proposing.set_row(voorstel, by=by, regel=divided.activity, version=row.version, cents=90_000_000, opgave_key="")
    key = uuid4()
    divided.budget.regels.filter(pk=divided.activity.pk).update(opgave_key=key)
    answered_and_booked(divided, voorstel)
    divided.activity.refresh_from_db()
    assert divided.activity.opgave_key == key


def test_a_new_line_that_stands_in_no_other_proposal_is_renamed_at_once(money):
    by = money.kassier
    voorstel = proposing.propose(money.budget, by=by, year=2026)
    row = proposing.set_row(voorstel, by=by, part=Deel.REGIONAAL, title="Netwrk", cents=100)
    row = proposing.set_row(voorstel, by=by, regel=row.regel, version=row.version, title="Netwerk", cents=100)
    line = money.budget.regels.get()
    assert (line.title, row.title, lines_of(voorstel)[0].was_called) == ("Netwerk", "", "")
    # While it stands in the proposal of another year too, it is not of this one alone.
    other = proposing.propose(money.budget, by=by, year=2025)
    elsewhere = proposing.set_row(other, by=by, regel=line, cents=100)
    key, again = uuid4(), {"by": by, "regel": line, "cents": 100}
    row = proposing.set_row(voorstel, title="Netwerken", opgave_key=key, version=row.version, **again)
    line.refresh_from_db()
    assert (line.title, line.opgave_key, row.name, row.opgave) == ("Netwerk", None, "Netwerken", key)
    proposing.remove_row(elsewhere, by=by, version=elsewhere.version)
    row = proposing.set_row(voorstel, version=row.version, **again)
    line.refresh_from_db()
    assert (line.title, line.opgave_key, row.title, row.sets_opgave) == ("Netwerken", key, "", False)


def test_what_a_proposal_would_rename_stands_in_the_way_of_going_back(money):
    by = money.kassier
    guard = MigrationExecutor(connection).loader.get_migration("funding", "0008_one_statement_and_lines_of_proposals")
    guard.operations[-1].reverse_code(apps, None)
    line = BudgetregelFactory(budget=money.budget, title="Netwerk")
    VerplichtingFactory(regel=line)
    voorstel = proposing.propose(money.budget, by=by, year=2026)
    proposing.set_row(voorstel, by=by, regel=line, cents=100, title="Netwerk sociaal domein")
    with pytest.raises(IrreversibleError, match=r"funding\.Verdeelregel"):
        guard.operations[-1].reverse_code(apps, None)


def test_a_line_that_municipalities_are_asked_about_keeps_its_title_in_the_proposal_of_another_year(money, put):
    by = money.kassier
    line = put.regels.get(regel__part="regionaal").regel
    before = line.title
    other = proposing.propose(money.budget, by=by, year=2025)
    proposing.set_row(other, by=by, regel=line, cents=100, title="Iets heel anders")
    line.refresh_from_db()
    assert line.title == before


def test_a_line_that_gets_another_name_asks_the_postings_by_its_budget(money, voorstel):
    row = voorstel.regels.get(regel__part=Deel.REGIONAAL)
    renamed = {"regel": row.regel, "title": "Valpreventie", "cents": row.cents, "version": row.version}
    asked = [sql for sql in statements(lambda: add(money, voorstel, **renamed)) if 'FROM "funding_boeking"' in sql]
    assert asked
    assert all('"funding_boeking"."budget_id" =' in sql for sql in asked)

"""A municipality gives the kassier its mandate with the decision, and ends it; nobody else does."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.machtigingen.giving import end, give, upload_and_give
from funding.machtigingen.reading import mandates_of
from funding.models import Boeksoort, Geldstuk, Handeling, Machtiging
from iza_portal.accounts.models import Function
from iza_portal.trail.recording import history
from tests.at_once import at_once
from tests.conftest import _person
from tests.factories import GeldstukFactory, MunicipalityFactory
from tests.funding.conftest import TODAY, mandate
from tests.plans.pdfs import pdf


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def upload(content=None):
    return SimpleUploadedFile("mandaat.pdf", pdf() if content is None else content)


def give_barendrecht(money, **changes):
    by = money.bestuurder_barendrecht
    said = {"by": by, "upload": upload(), "from_on": date(2026, 1, 1), **changes}
    return upload_and_give(money.budget, money.barendrecht, **said)


def spend(money, on=TODAY):
    return post(
        money.budget,
        act=Handeling.REALISATIE,
        by=money.kassier,
        on=on,
        book_year=2026,
        rows=[Row(Boeksoort.REALISATIE, 2026, 100, regel=money.local)],
    )


def test_a_mandate_is_given_with_its_decision(money):
    machtiging = give_barendrecht(money)
    assert (machtiging.from_on, machtiging.until_on, machtiging.stuk.name) == (date(2026, 1, 1), None, "mandaat.pdf")
    assert "Barendrecht" in history(money.budget).first().detail
    now = {each.municipality.name: bool(each.now) for each in mandates_of(money.budget)}
    assert now == {"Barendrecht": True, "Nissewaard": False, "Ridderkerk": False}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"from_on": date(2022, 12, 31)}, "from_on", "Kies een dag van 1 januari 2023"),
        ({"from_on": date(9999, 1, 1)}, "from_on", "Kies een dag van"),
        ({"upload": upload(b"MZ")}, "paper", "geen PDF"),
        ({"upload": upload(b"%PDF-1.7\nMZ")}, "paper", "beschadigd"),
    ],
)
def test_what_is_no_mandate_is_refused_at_its_field_and_leaves_no_paper(money, change, field, words):
    with pytest.raises(ValidationError) as refusal:
        give_barendrecht(money, **change)
    assert set(refusal.value.error_dict) == {field}
    assert words in refusal.value.messages[0]
    assert not Geldstuk.objects.exists()


def test_one_mandate_runs_at_a_time(money):
    first = give_barendrecht(money)
    with pytest.raises(ValidationError, match="Er loopt al een machtiging"):
        give_barendrecht(money)
    end(first, by=money.bestuurder_barendrecht, until_on=TODAY)
    with pytest.raises(ValidationError, match="eerdere machtiging"):
        give_barendrecht(money, from_on=TODAY)
    give_barendrecht(money, from_on=date(2026, 11, 27))


def test_the_kassier_and_who_never_lay_in_the_region_give_none(money):
    with pytest.raises(ValidationError, match="zelf de kassier"):
        upload_and_give(
            money.budget,
            money.nissewaard,
            by=money.bestuurder_nissewaard,
            upload=upload(),
            from_on=TODAY,
        )
    goes = money.people["andere_ambtenaar"]
    elsewhere = MunicipalityFactory(name="Goes", organisation=goes.memberships.get().organisation)
    speaker = _person("bestuurder Goes", elsewhere.organisation, Function.BESTUURDER)
    with pytest.raises(PermissionDenied):
        upload_and_give(money.budget, elsewhere, by=speaker, upload=upload(), from_on=TODAY)
    with pytest.raises(ValidationError, match="hoorde in de jaren van"):
        give(money.budget, elsewhere, by=speaker, stuk=GeldstukFactory(budget=money.budget), from_on=TODAY)


def test_a_municipality_that_left_can_still_let_its_money_of_before_be_spent(money):
    speaker = _person("bestuurder Westvoorne", money.left.organisation, Function.BESTUURDER)
    upload_and_give(money.budget, money.left, by=speaker, upload=upload(), from_on=date(2025, 1, 1))
    found = next(each for each in mandates_of(money.budget) if each.municipality == money.left)
    assert found.now
    assert not found.is_member


@pytest.mark.parametrize("name", ["ambtenaar", "kassier", "bestuurder", "beheerder", "landelijk", "buitenstaander"])
def test_nobody_but_who_speaks_for_the_municipality_gives_or_ends_its_mandate(money, name):
    machtiging = mandate(money, money.barendrecht)
    person = money.people[name]
    with pytest.raises(PermissionDenied):
        give_barendrecht(money, by=person)
    with pytest.raises(PermissionDenied):
        end(machtiging, by=person, until_on=TODAY)
    machtiging.refresh_from_db()
    assert machtiging.until_on is None


def test_the_paper_of_another_budget_is_no_decision(money):
    stuk = GeldstukFactory(budget=money.brede)
    with pytest.raises(ValidationError) as refusal:
        give(
            money.budget,
            money.barendrecht,
            by=money.bestuurder_barendrecht,
            stuk=stuk,
            from_on=TODAY,
        )
    assert set(refusal.value.error_dict) == {"paper"}


def test_after_its_last_day_nothing_is_spent_in_the_name_of_the_municipality(divided):
    machtiging = Machtiging.objects.get(municipality=divided.ridderkerk)
    end(machtiging, by=divided.bestuurder, until_on=TODAY)
    spend(divided)
    with time_machine.travel(date(2026, 11, 27), tick=False), pytest.raises(LedgerRefused) as refusal:
        spend(divided, on=date(2026, 11, 27))
    assert refusal.value.code == "zonder_machtiging"


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2000, 1, 1)])
def test_a_mandate_does_not_end_in_the_past(divided, day):
    machtiging = Machtiging.objects.get(municipality=divided.ridderkerk)
    with pytest.raises(ValidationError, match="of een latere dag") as refusal:
        end(machtiging, by=divided.bestuurder, until_on=day)
    assert set(refusal.value.error_dict) == {"until_on"}
    end(machtiging, by=divided.bestuurder, until_on=TODAY)
    with pytest.raises(ValidationError, match="loopt al tot en met"):
        end(machtiging, by=divided.bestuurder, until_on=TODAY)


def test_a_year_that_was_typed_wrong_does_not_end_a_mandate_long_after_the_regeling(divided):
    machtiging = Machtiging.objects.get(municipality=divided.ridderkerk)
    with pytest.raises(ValidationError, match="31 december 2027 of een eerdere dag") as refusal:
        end(machtiging, by=divided.bestuurder, until_on=date(2206, 12, 31))
    assert set(refusal.value.error_dict) == {"until_on"}
    end(machtiging, by=divided.bestuurder, until_on=date(2027, 12, 31))


@pytest.mark.django_db(transaction=True)
def test_two_who_give_at_once_give_one_mandate(money):
    by = money.bestuurder_barendrecht
    papers = [GeldstukFactory(budget=money.budget, by=by) for _ in range(2)]
    results = at_once(
        *[lambda stuk=stuk: give(money.budget, money.barendrecht, by=by, stuk=stuk, from_on=TODAY) for stuk in papers]
    )
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert money.budget.machtigingen.count() == 1

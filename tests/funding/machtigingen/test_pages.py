"""The pages of mandates: who gave one, giving one with a file, ending it, and its decision."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import Machtiging
from plans.papers import MOST_BYTES
from tests.factories import IndelingFactory, MunicipalityFactory, OrganisationFactory
from tests.funding.conftest import TODAY, mandate
from tests.plans.pdfs import pdf
from tests.queries import queries_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def url(money, rest=""):
    return f"/geld/budgetten/{money.budget.pk}/machtigingen/{rest}"


def paper(content=None, name="mandaat.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content)


def test_a_bestuurder_gives_the_mandate_and_ends_it(money, sign_in):
    client = sign_in(money.bestuurder)
    assert "Geef de machtiging van Ridderkerk" in client.get(url(money)).content.decode()
    give = url(money, f"gemeenten/{money.ridderkerk.pk}/")
    assert 'enctype="multipart/form-data"' in client.get(give).content.decode()
    answer = client.post(give, {"from_on": "2026-01-01", "paper": paper()})
    assert answer.headers["Location"] == url(money)
    machtiging = Machtiging.objects.get()
    assert "gemachtigd" in client.get(url(money)).content.decode()
    decision = client.get(url(money, f"{machtiging.pk}/besluit/"))
    assert decision.content.startswith(b"%PDF-")
    assert "attachment" in decision["Content-Disposition"]
    answer = client.post(url(money, f"{machtiging.pk}/einde/"), {"until_on": "2026-11-26"})
    assert answer.headers["Location"] == url(money)
    machtiging.refresh_from_db()
    assert (machtiging.until_on, machtiging.ended_by) == (TODAY, money.bestuurder)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "Vul dit in"),
        ({"from_on": "2026-01-01"}, "Vul dit in"),
        ({"from_on": "31-31-2026", "paper": True}, "geldige datum"),
        ({"from_on": "2026-01-01\x00", "paper": True}, "geldige datum"),
        ({"from_on": "1026-01-01", "paper": True}, "Kies een dag van"),
        ({"from_on": "2026-01-01", "paper": b"PK\x03\x04"}, "geen PDF"),
        ({"from_on": "2026-01-01", "paper": b"%PDF-" + b" " * MOST_BYTES}, "te groot"),
    ],
)
def test_what_is_no_mandate_is_refused_with_the_reason(money, sign_in, posted, words):
    if "paper" in posted:
        posted = {**posted, "paper": paper(None if posted["paper"] is True else posted["paper"])}
    answer = sign_in(money.bestuurder).post(url(money, f"gemeenten/{money.ridderkerk.pk}/"), posted)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Machtiging.objects.exists()


def test_a_second_mandate_is_refused_on_the_page(money, sign_in):
    mandate(money, money.ridderkerk)
    client = sign_in(money.bestuurder)
    answer = client.post(url(money, f"gemeenten/{money.ridderkerk.pk}/"), {"from_on": "2026-01-01", "paper": paper()})
    assert answer.status_code == 422
    assert "Er loopt al een machtiging" in answer.content.decode()


def test_the_mandate_of_another_budget_or_municipality_is_not_found(money, sign_in):
    theirs = mandate(money, money.barendrecht)
    client = sign_in(money.bestuurder)
    assert client.post(url(money, f"{theirs.pk}/einde/"), {"until_on": "2026-12-01"}).status_code == 403
    assert client.get(url(money, "999999/einde/")).status_code == 404
    assert client.get(url(money, "gemeenten/999999/")).status_code == 404
    stranger = MunicipalityFactory(name="Verweg", organisation=OrganisationFactory(name="Verweg"))
    for who in (money.bestuurder, money.kassier):
        assert sign_in(who).get(url(money, f"gemeenten/{stranger.pk}/")).status_code == 404
    assert sign_in(money.westvoorne).get(url(money, f"gemeenten/{money.left.pk}/")).status_code != 404
    client = sign_in(money.bestuurder)
    elsewhere = f"/geld/budgetten/{money.brede.pk}/machtigingen/"
    assert client.get(elsewhere).status_code == 404
    assert client.get(f"{elsewhere}{theirs.pk}/besluit/").status_code == 404


def test_thirty_municipalities_take_as_many_queries_as_three(money, sign_in):
    client = sign_in(money.kassier)
    client.get(url(money))
    few = len(queries_of(client, url(money)))
    for n in range(30):
        each = MunicipalityFactory(name=f"Gemeente {n}")
        IndelingFactory(municipality=each, purpose="mandaat", mandaatregio=money.mandaatregio)
        mandate(money, each, from_on=date(2025, 1, 1), until_on=date(2025, 12, 31))
        mandate(money, each, from_on=date(2026, 1, 1))
    assert len(queries_of(client, url(money))) == few
    assert few <= 12


def test_who_chose_a_file_in_vain_is_told_to_choose_it_again(money, sign_in):
    kassier, bestuurder = sign_in(money.kassier), sign_in(money.bestuurder)
    register = f"/geld/budgetten/{money.budget.pk}/beschikkingen/nieuw/"
    for client, path in [(bestuurder, url(money, f"gemeenten/{money.ridderkerk.pk}/")), (kassier, register)]:
        assert "Kies het document opnieuw" not in client.get(path).text
        assert "Kies het document opnieuw" in client.post(path, {"paper": paper()}).text

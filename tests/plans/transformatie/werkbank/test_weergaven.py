import pytest

from plans.models.transformatie import Weergave
from plans.transformatie.werkbank.weergaven import AT_MOST

WERKBANK = "/transformatieplannen/werkbank/"
WEERGAVEN = f"{WERKBANK}weergaven/"


def test_filters_are_kept_under_a_name_and_opened_again(company, sign_in):
    client = sign_in(company.beoordelaar_1)
    answer = client.post(f"{WEERGAVEN}?termijn=laat&stand=bezig&pagina=3", {"name": " Te laat "})
    weergave = Weergave.objects.get()
    assert (weergave.person, weergave.name, weergave.query) == (
        company.beoordelaar_1,
        "Te laat",
        "stand=bezig&termijn=laat",
    )
    assert answer.url == f"{WERKBANK}?stand=bezig&termijn=laat"
    assert (
        '<a href="?stand=bezig&amp;termijn=laat" aria-current="true">Te laat</a>'
        in client.get(answer.url).content.decode()
    )
    assert "Te laat</a> <a" not in sign_in(company.beoordelaar_1b).get(WERKBANK).content.decode()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "Niets"),
        ("?stand=prima", "Onzin"),
        ("?next=https://elders.nl", "Elders"),
        ("?stand=bezig", ""),
        ("?stand=bezig", "x" * 61),
        ("?stand=bezig", "nul\x00"),
        ("?woorden=" + "x" * 600, "Te lang"),
    ],
)
def test_what_cannot_be_kept_is_refused(company, sign_in, query, name):
    answer = sign_in(company.beoordelaar_1).post(f"{WEERGAVEN}{query}", {"name": name})
    assert answer.status_code == 422
    assert not Weergave.objects.exists()


def test_a_view_holds_filters_alone_whatever_the_database_says(company, sign_in):
    Weergave.objects.create(person=company.beoordelaar_1, name="Vreemd", query="stand=bezig&next=//elders.nl")
    body = sign_in(company.beoordelaar_1).get(WERKBANK).content.decode()
    assert '<a href="?stand=bezig">Vreemd</a>' in body
    assert "elders.nl" not in body


def test_a_name_is_used_once_and_a_view_is_renamed_and_taken_away(company, sign_in):
    client = sign_in(company.beoordelaar_1)
    for name in ("Een", "Twee"):
        client.post(f"{WEERGAVEN}?stand=bezig", {"name": name})
    again = client.post(f"{WEERGAVEN}?stand=bezig", {"name": "Een"})
    assert again.status_code == 422
    assert "U hebt al een weergave met deze naam." in again.content.decode()
    one = Weergave.objects.get(name="Een")
    assert client.post(f"{WEERGAVEN}{one.pk}/", {"name": "Twee"}).status_code == 422
    assert client.post(f"{WEERGAVEN}{one.pk}/", {"name": "Drie"}).status_code == 302
    assert client.get(f"{WEERGAVEN}{one.pk}/weg/").status_code == 405
    assert client.post(f"{WEERGAVEN}{one.pk}/weg/").status_code == 302
    assert [each.name for each in Weergave.objects.all()] == ["Twee"]


def test_the_view_of_somebody_else_is_not_there(company, sign_in):
    weergave = Weergave.objects.create(person=company.beoordelaar_1, name="Van mij", query="stand=bezig")
    other = sign_in(company.beoordelaar_1b)
    assert other.get(f"{WEERGAVEN}{weergave.pk}/").status_code == 404
    assert other.post(f"{WEERGAVEN}{weergave.pk}/weg/").status_code == 404
    assert Weergave.objects.exists()


def test_nobody_keeps_more_than_the_page_can_show(company, sign_in):
    rows = [Weergave(person=company.beoordelaar_1, name=f"W{n}", query="stand=bezig") for n in range(AT_MOST)]
    Weergave.objects.bulk_create(rows)
    answer = sign_in(company.beoordelaar_1).post(f"{WEERGAVEN}?stand=bezig", {"name": "Nog een"})
    assert answer.status_code == 422

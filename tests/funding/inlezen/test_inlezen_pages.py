"""The pages by which a file of postings is handed in, looked at and booked."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.inlezen import importing
from funding.models import Inleesstand, Inlezing
from tests.funding.inlezen.conftest import HEAD, booked, handed_in, read, row, worked_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]


def home(money, budget=None):
    return f"/geld/budgetten/{(budget or money.budget).pk}/inlezen/"


def file_of(*rows, name="boekingen.csv"):
    file = io.BytesIO((HEAD + "".join(rows)).encode())
    file.name = name
    return file


def test_a_file_goes_from_the_one_to_the_other(obliged, sign_in):
    kassier, tweede = sign_in(obliged.kassier), sign_in(obliged.tweede_kassier)
    answer = kassier.post(home(obliged), {"file": file_of(row("B-1"))})
    assert answer.status_code == 302
    path = answer["Location"]
    assert "in de wachtrij" in kassier.get(path).content.decode()
    assert 'hx-trigger="every 1s"' in kassier.get(f"{path}stand/").content.decode()
    worked_on(Inlezing.objects.get())
    page = kassier.get(path).content.decode()
    assert "U leverde dit bestand zelf in" in page
    assert "Keur goed en boek" not in page
    page = kassier.post(f"{path}boeken/", follow=True).content.decode()
    assert "niet zelf goed" in page
    assert "Keur goed en boek" in tweede.get(path).content.decode()
    tweede.post(f"{path}boeken/")
    worked_on(Inlezing.objects.get())
    page = tweede.get(path).content.decode()
    assert "Dit bestand is geboekt" in page
    boekstuk = Inlezing.objects.get().boekstuk_id
    page = tweede.get(f"/geld/budgetten/{obliged.budget.pk}/boekstukken/{boekstuk}/").content.decode()
    assert "boekingen.csv" in page
    answer = tweede.get(f"{path}bestand/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


def test_faults_are_listed_by_line_and_column(obliged, sign_in):
    inlezing = read(obliged, row("B-1", bedrag="1,234.56"), row("B-2", regel="<b>x</b>"))
    page = sign_in(obliged.kassier).get(f"{home(obliged)}{inlezing.pk}/").content.decode()
    assert "komma voor de duizendtallen" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "2 plekken gaan niet goed" in page


def test_the_template_is_a_file_that_the_reader_knows(obliged, sign_in):
    content = sign_in(obliged.kassier).get(f"{home(obliged)}sjabloon/").content
    assert content.decode("utf-8-sig") == HEAD


@pytest.mark.parametrize("told", [{}, {"file": ""}, {"file": "tekst"}])
def test_a_form_without_a_file_is_refused(obliged, sign_in, told):
    assert sign_in(obliged.kassier).post(home(obliged), told).status_code == 422


def test_a_file_that_is_empty_or_was_booked_is_refused_at_its_field(obliged, sign_in):
    client = sign_in(obliged.kassier)
    empty = io.BytesIO()
    empty.name = "leeg.csv"
    assert client.post(home(obliged), {"file": empty}).status_code == 422
    booked(obliged, read(obliged, row("B-1")))
    answer = client.post(home(obliged), {"file": file_of(row("B-1"))})
    assert (answer.status_code, "al geboekt" in answer.content.decode()) == (422, True)


def test_a_strange_name_of_a_file_does_no_harm(obliged, sign_in):
    client = sign_in(obliged.kassier)
    client.post(home(obliged), {"file": file_of(row("B-1"), name='..\\x"<script>' + "n" * 300 + ".csv")})
    inlezing = Inlezing.objects.get()
    assert len(inlezing.file_name) <= 150
    assert client.get(f"{home(obliged)}{inlezing.pk}/").status_code == 200
    assert client.get(f"{home(obliged)}{inlezing.pk}/bestand/").status_code == 200


def test_a_file_of_another_budget_is_not_found(obliged, sign_in):
    inlezing = read(obliged, row("B-1"))
    client = sign_in(obliged.ambtenaar)
    other = f"{home(obliged, obliged.brede)}{inlezing.pk}/"
    assert client.get(other).status_code == 404
    for path in ("stand/", "bestand/"):
        assert client.get(other + path).status_code == 404
    for path in ("boeken/", "wegleggen/", "opnieuw/"):
        assert client.post(other + path).status_code == 404
        assert client.get(other + path).status_code == 405


def test_who_may_only_look_hands_nothing_in(obliged, sign_in):
    client, inlezing = sign_in(obliged.ambtenaar), booked(obliged, read(obliged, row("B-1")))
    assert "Lees dit bestand" not in client.get(home(obliged)).content.decode()
    assert client.post(home(obliged), {"file": file_of(row("B-2"))}).status_code == 403
    for path in ("boeken/", "wegleggen/", "opnieuw/"):
        assert client.post(f"{home(obliged)}{inlezing.pk}/{path}").status_code == 403


def test_a_file_that_was_not_booked_is_only_there_for_who_keeps_or_approves_the_money(obliged, sign_in):
    waiting = read(obliged, row("B-1"))
    refused = read(obliged, row("B-2", bedrag="1,234.56"), name="fout.csv")
    aside = importing.lay_aside(read(obliged, row("B-3"), name="weg.csv"), by=obliged.kassier)
    done = booked(obliged, read(obliged, row("B-4"), name="klaar.csv"))
    not_booked, files = [waiting, refused, aside], {waiting, refused, aside, done}
    for name in ("kassier", "tweede_kassier", "bestuurder_nissewaard"):
        assert {*Inlezing.objects.visible_to(obliged.people[name])} == files, name
    for name in ("ambtenaar", "ambtenaar_2", "regiocoordinator", "bestuurder", "westvoorne"):
        assert {*Inlezing.objects.visible_to(obliged.people[name])} == {done}, name
    for name in ("andere_ambtenaar", "landelijk", "nobody"):
        assert not Inlezing.objects.visible_to(obliged.people[name]), name
    client = sign_in(obliged.ambtenaar)
    page = client.get(home(obliged)).content.decode()
    assert "klaar.csv" in page
    assert not [each.file_name for each in not_booked if each.file_name in page]
    for each in not_booked:
        for path in ("", "stand/", "bestand/"):
            assert client.get(f"{home(obliged)}{each.pk}/{path}").status_code == 404
        for path in ("boeken/", "wegleggen/", "opnieuw/"):
            assert client.post(f"{home(obliged)}{each.pk}/{path}").status_code == 404
    assert client.get(f"{home(obliged)}{done.pk}/bestand/").status_code == 200


def test_who_enters_for_a_municipality_reads_its_own_files_before_they_are_booked(obliged):
    inlezing = importing.hand_in_file(obliged.brede, by=obliged.ambtenaar, content=b"x", file_name="x.csv")
    for name in ("ambtenaar", "tweede_ambtenaar", "bestuurder"):
        assert Inlezing.objects.visible_to(obliged.people[name]).get() == inlezing
    assert not Inlezing.objects.visible_to(obliged.beheerder)


def test_a_double_click_on_book_books_once(obliged, sign_in):
    inlezing, client = read(obliged, row("B-1")), sign_in(obliged.tweede_kassier)
    for _ in range(2):
        assert client.post(f"{home(obliged)}{inlezing.pk}/boeken/").status_code == 302
    assert worked_on(inlezing).state == Inleesstand.GEBOEKT
    client.post(f"{home(obliged)}{inlezing.pk}/boeken/")
    client.post(f"{home(obliged)}{inlezing.pk}/wegleggen/")
    assert Inlezing.objects.get().state == Inleesstand.GEBOEKT


def test_the_list_of_files_takes_as_many_queries_for_one_as_for_thirty(obliged, sign_in):
    client, counts = sign_in(obliged.kassier), []
    for number in (1, 30):
        for each in range(number):
            handed_in(obliged, row(f"B-{number}-{each}"))
        client.get(home(obliged))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(home(obliged)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12

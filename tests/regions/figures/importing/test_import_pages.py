"""The pages on which people hand in files of figures, say what the columns are, and have them processed or withdrawn."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from iza_portal.sheets.limits import LIMITS
from iza_portal.trail.recording import history
from regions.models import FigureBatch, FigureFile
from tests.factories import FigureBatchFactory
from tests.queries import queries_of
from tests.regions.figures.importing.conftest import counting, hand_in, processed, read, worked_on

pytestmark = pytest.mark.django_db
PATH = "/cijfers/inlezen/"
FILE = b"Gemeente;Indicator;Jaar;Waarde\nRidderkerk;BEV01;2024;47.000\nGoes;BEV01;2024;39.000\n"


def sent(client, content=FILE, name="cijfers.csv", **changes):
    """Send the form as a browser does."""
    fields = {
        "region": "nederland",
        "source": "CBS",
        "peildatum": "2026-01-01",
        "certainty": "vastgesteld",
        "certainty_note": "",
        "file": SimpleUploadedFile(name, content),
    }
    return client.post(PATH, {**fields, **changes})


def fields_of(text):
    """Answer what a browser would send of the first form with a `form_key` on the page of columns."""
    start = text.index('<form method="post" novalidate class="form wide">')
    form = text[start : text.index("</form>", start)]
    fields = dict(
        re.findall(r'<input type="(?:text|number|hidden)"[^>]*name="([^"]+)"(?:[^>]*?value="([^"]*)")?', form)
    )
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = chosen[1]
    return fields


def test_from_a_file_to_figures_through_the_pages(land, sign_in):
    client = sign_in(land.cast.landelijk)
    place = sent(client)["Location"]
    assert "wordt gelezen" in client.get(place).text
    batch = worked_on(FigureBatch.objects.get())
    assert "Zeg wat er in de kolommen staat" in client.get(f"{place}stand/").text
    page = client.get(f"{place}kolommen/").text
    assert "Ridderkerk · Goes" in page
    answer = client.post(f"{place}kolommen/", fields_of(page))
    assert answer["Location"] == place
    batch = worked_on(FigureBatch.objects.get())
    page = client.get(place).text
    assert "Verwerk deze cijfers" in page
    assert "47.000" in page
    client.post(f"{place}verwerken/")
    worked_on(FigureBatch.objects.get())
    page = client.get(place).text
    assert "De cijfers zijn verwerkt" in page
    assert 'href="/cijfers/BEV01/"' in page
    assert len(counting()) == 2
    answer = client.post(f"{place}intrekken/", {"reason": ""})
    assert answer.status_code == 422
    client.post(f"{place}intrekken/", {"reason": "Fout in de bron."})
    worked_on(FigureBatch.objects.get())
    page = client.get(place).text
    assert "Fout in de bron." in page
    assert [event.verb for event in history(batch)][::-1] == [
        "cijfers.aangeleverd", "cijfers.ingedeeld", "cijfers.verwerken", "cijfers.verwerkt", "cijfers.intrekken",
        "cijfers.ingetrokken",
    ]  # fmt: skip
    assert counting() == {}


def test_a_mistake_in_the_form_is_told_at_its_field_and_keeps_the_rest(land, sign_in):
    client = sign_in(land.cast.landelijk)
    answer = sent(client, peildatum="gisteren", source="Een bron met “tekens”")
    assert answer.status_code == 422
    assert 'href="#id_peildatum"' in answer.text
    assert "Een bron met “tekens”" in answer.text
    assert "Kies het bestand opnieuw" in answer.text
    answer = client.post(PATH, {"region": "nederland", "source": "CBS"})
    assert "Kies een bestand." in answer.text
    assert not FigureBatch.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_words_and_nothing_is_kept(land, sign_in):
    answer = sent(sign_in(land.cast.landelijk), b"a" * (LIMITS.bytes + 1))
    assert answer.status_code == 422
    assert "Dit bestand is te groot: er past 20 MB" in answer.text
    assert 'value="CBS"' in answer.text
    assert not FigureFile.objects.exists()


def test_nobody_sends_a_file_without_being_signed_in(land):
    client = Client(raise_request_exception=False)
    assert sent(client)["Location"].startswith("/accounts/login/")
    assert not FigureFile.objects.exists()


def test_a_file_with_a_form_key_is_handed_in_once(land, sign_in):
    client = sign_in(land.cast.landelijk)
    key = "6a0e9f0a-6f1b-4f3a-9a44-0d8f6a9c2b11"
    places = {sent(client, form_key=key)["Location"] for _ in range(2)}
    assert len(places) == FigureBatch.objects.count() == 1


def test_a_file_without_a_token_of_the_form_is_refused(land):
    client = Client(enforce_csrf_checks=True)
    client.force_login(land.cast.landelijk)
    assert sent(client).status_code == 403
    assert not FigureFile.objects.exists()


def test_who_may_not_read_in_sees_no_form_and_is_refused(land, sign_in):
    client = sign_in(land.cast.buitenstaander)
    assert 'type="file"' not in client.get(PATH).text
    assert sent(client).status_code == 403
    client = sign_in(land.cast.ambtenaar)
    assert sent(client, region="nederland").status_code == 422
    assert sent(client, region="zhe-bar").status_code == 302


def test_refusals_are_shown_with_their_place_and_come_as_harmless_csv(land, sign_in):
    rows = b"=HYPERLINK(0);BEV01;2024;1\nRidderkerk;BEV04;2024;340\n"
    batch = read(b"Gemeente;Indicator;Jaar;Waarde\n" + rows, by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    page = client.get(batch.get_absolute_url()).text
    assert "Verwerk deze cijfers" not in page
    assert "340 kan niet" in page
    answer = client.get(f"{batch.get_absolute_url()}geweigerd/")
    assert answer["Content-Type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in table] == [["Rij", "Kolom"], ["2", "Gemeente"], ["3", "Waarde"]]
    assert not any(cell.startswith("=") for row in table for cell in row)


def test_markup_in_a_file_is_shown_as_text(land, sign_in):
    name = "<script>alert(1)</script>.csv"
    batch = hand_in(b"Gemeente;<b>x</b>;Jaar;Inwoners\n<img src=x>;1;2024;5\n", by=land.cast.landelijk, name=name)
    client = sign_in(land.cast.landelijk)
    for path in (PATH, batch.get_absolute_url(), f"{batch.get_absolute_url()}kolommen/"):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<b>x" not in text


def test_a_layout_that_leaves_something_open_is_told_and_kept(land, sign_in):
    batch = hand_in("Plaats;Cijfer\nRidderkerk;22,6\n", by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    path = f"{batch.get_absolute_url()}kolommen/"
    fields = fields_of(client.get(path).text) | {"kolom-1-is": "BEV04", "kolom-1-year": "20245"}
    answer = client.post(path, fields)
    assert answer.status_code == 422
    assert "Dit is geen jaar." in answer.text
    assert 'value="BEV04" selected' in answer.text
    answer = client.post(path, fields | {"kolom-1-year": ""})
    assert "Vul bij elke waarde het jaar in" in answer.text
    assert client.post(path, fields | {"kolom-1-year": "2024"}).status_code == 302


def test_two_who_tell_the_columns_do_not_undo_each_other_unseen(land, sign_in):
    batch = hand_in("Plaats;Cijfer\nRidderkerk;22,6\n", by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    path = f"{batch.get_absolute_url()}kolommen/"
    one, other = (fields_of(client.get(path).text) | {"kolom-1-is": "BEV04"} for _ in range(2))
    assert client.post(path, one | {"kolom-1-year": "2024"}).status_code == 302
    worked_on(FigureBatch.objects.get())
    answer = client.post(path, other | {"kolom-1-year": "2023"})
    assert answer.status_code == 422
    assert "Iemand anders heeft intussen gezegd" in answer.text
    assert fields_of(answer.text)["kolom-1-year"] == "2023"
    assert FigureBatch.objects.get().preview["years"] == [2024, 2024]
    assert client.post(path, fields_of(answer.text)).status_code == 302
    assert worked_on(FigureBatch.objects.get()).preview["years"] == [2023, 2023]


def test_a_scenario_that_was_pasted_with_a_tab_is_one_line(land, sign_in):
    batch = hand_in("Plaats;Cijfer\nRidderkerk;22,6\n", by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    path = f"{batch.get_absolute_url()}kolommen/"
    told = {"kolom-1-is": "BEV04", "kolom-1-year": "2035", "kolom-1-scenario": "CBS\t2025\nhoog"}
    client.post(path, fields_of(client.get(path).text) | told)
    batch = worked_on(FigureBatch.objects.get())
    assert [example["scenario"] for example in batch.preview["examples"]] == ["CBS 2025 hoog"]


def test_nine_hundred_columns_can_be_told(land, sign_in):
    names = ";".join(f"kolom {number}" for number in range(898))
    content = f"Gemeente;Jaar;{names}\nRidderkerk;2024;{';'.join('1' * 898)}\n"
    batch = hand_in(content, by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    path = f"{batch.get_absolute_url()}kolommen/"
    fields = fields_of(client.get(path).text)
    assert client.post(path, fields | {"kolom-899-is": "BEV04"}).status_code == 302
    assert worked_on(FigureBatch.objects.get()).preview["new"] == 1


def test_another_header_can_be_pointed_at(land, sign_in):
    batch = hand_in("Uitvoer 3;van;12\nGemeente;Jaar;Inwoners\nRidderkerk;2024;47000\n", by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    answer = client.post(f"{batch.get_absolute_url()}tabel/", {"sheet": "ergens", "header_row": "x"})
    assert answer.status_code == 422
    client.post(f"{batch.get_absolute_url()}tabel/", {"sheet": "cijfers", "header_row": "2", "header_rows": "1"})
    batch = worked_on(FigureBatch.objects.get())
    assert [column["name"] for column in batch.layout["columns"]] == ["Gemeente", "Jaar", "Inwoners"]


def test_a_file_that_was_not_processed_can_be_thrown_away(land, sign_in):
    batch = read(FILE, by=land.cast.landelijk)
    client = sign_in(land.cast.landelijk)
    assert client.post(f"{batch.get_absolute_url()}weggooien/")["Location"] == PATH
    assert not FigureFile.objects.exists()
    done = processed(FILE, by=land.cast.landelijk)
    client.post(f"{done.get_absolute_url()}weggooien/")
    assert len(counting()) == 2


def test_the_list_asks_the_database_as_often_for_many_files_as_for_one(land, sign_in):
    client = sign_in(land.cast.landelijk)
    FigureBatchFactory(organisation=land.cast.ambtenaar.hat, region=None)
    one = queries_of(client, PATH)
    for _ in range(29):
        FigureBatchFactory(organisation=land.cast.ambtenaar.hat, region=None)
    many = queries_of(client, PATH)
    assert len(one) == len(many) <= 12
    assert not any("regions_figurefile" in query for query in many)


def test_a_page_of_a_file_asks_little(land, sign_in):
    batch = processed(FILE, by=land.cast.landelijk)
    assert len(queries_of(sign_in(land.cast.landelijk), batch.get_absolute_url())) <= 12

"""A national format that changes while people work on a werkagenda: nothing is lost, and the page says so."""

import csv
import shutil

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import Opgave, Section
from plans.toetsing.checking import check
from plans.werkagenda import template
from plans.werkagenda.choosing import leave_out, take_up
from plans.werkagenda.following import changes_of, follow_format
from plans.werkagenda.inzet import lines_of
from regions.models import CriterionOf
from tests.criteria import criteria_of
from tests.plans.werkagenda.filling import fill


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Answer a function that lets the format be another one: it changes the rows of one of its files."""

    def change(name, edit):
        folder = tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(template.DATA, folder)
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        edit(rows)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        monkeypatch.setattr(template, "DATA", folder)

    return change


def of(rows, code) -> dict:
    return next(row for row in rows if row["code"] == code)


def test_a_format_that_stays_the_same_changes_nothing(cast, agenda):
    assert not changes_of(agenda).are_there
    follow_format(agenda, by=cast.regiocoordinator)
    assert not agenda.opgaven.filter(position=None).exists()


def test_a_new_mandatory_aanpak_is_told_and_added_on_request(cast, agenda, change):
    change("aanpakken", lambda rows: rows.append(of(rows, "5a") | {"code": "5c", "title": "Beweegmaatje"}))
    assert [each.code for each in changes_of(agenda).new_mandatory] == ["5c"]
    assert not agenda.opgaven.filter(aanpak="5c").exists()
    criteria_of(CriterionOf.WERKAGENDA)
    fill(agenda, by=cast.ambtenaar)
    assert "“5c Beweegmaatje”" in {result.criterion.code: result.found.why for result in check(agenda)}["WA-3"]
    follow_format(agenda, by=cast.regiocoordinator)
    assert agenda.opgaven.present().get(aanpak="5c").is_mandatory
    assert not changes_of(agenda).are_there


def test_what_becomes_mandatory_comes_back_and_what_no_longer_is_may_go(cast, agenda, change):
    take_up(agenda, "4b", by=cast.regiocoordinator)
    Section.objects.filter(plan=agenda, code="4b:ist").update(plain_text="Wat we schreven.")
    leave_out(agenda, "4b", by=cast.regiocoordinator)

    def swap(rows):
        of(rows, "4b")["is_mandatory"], of(rows, "2c")["is_mandatory"] = "ja", "nee"

    change("aanpakken", swap)
    found = changes_of(agenda)
    assert [opgave.aanpak for opgave in found.now_mandatory] == ["4b"]
    assert [opgave.aanpak for opgave in found.now_optional] == ["2c"]
    follow_format(agenda, by=cast.regiocoordinator)
    assert agenda.opgaven.present().get(aanpak="4b").is_mandatory
    assert agenda.sections.present().get(code="4b:ist").plain_text == "Wat we schreven."
    leave_out(agenda, "2c", by=cast.regiocoordinator)
    assert not changes_of(agenda).are_there


def test_what_the_format_drops_stays_in_the_plan(cast, agenda, change, sign_in):
    fill(agenda, by=cast.ambtenaar)
    change("aanpakken", lambda rows: rows.remove(of(rows, "3a.2")))
    change("streefwaarden", lambda rows: rows.remove(of(rows, "valrisico")))
    assert [opgave.aanpak for opgave in changes_of(agenda).dropped] == ["3a.2"]
    assert not changes_of(agenda).can_be_followed
    follow_format(agenda, by=cast.regiocoordinator)
    assert Opgave.objects.filter(plan=agenda, aanpak="3a.2", position__isnull=False).exists()
    page = sign_in(cast.ambtenaar).get(f"/plannen/{agenda.pk}/aanpakken/").text
    assert "Staat niet meer in het format, en blijft in uw werkagenda: 3a.2 Integrale gezinspoli." in page
    opgave = agenda.opgaven.get(aanpak="5a")
    last = lines_of(opgave, opgave.inzetten.all())[-1]
    assert (last.asked, last.bounds, last.values[-1]) == (None, "ten minste 14% van de 65-plussers", (2030, "14"))
    page = sign_in(cast.ambtenaar).get(opgave.get_absolute_url()).text
    assert "staat niet meer in het format" in page
    assert sign_in(cast.ambtenaar).get(f"/plannen/{agenda.pk}/inzet/{opgave.pk}/valrisico/").status_code == 200


def test_a_streefwaarde_that_changes_is_told_beside_what_was_agreed_on(cast, agenda, change, sign_in):
    fill(agenda, by=cast.ambtenaar)
    change("streefwaarden", lambda rows: of(rows, "valrisico").update(least="16"))
    opgave = agenda.opgaven.get(aanpak="5a")
    line = next(each for each in lines_of(opgave, opgave.inzetten.all()) if each.code == "valrisico")
    assert line.is_changed
    assert line.lacks_motive
    page = sign_in(cast.ambtenaar).get(opgave.get_absolute_url()).text
    assert "was ten minste 14% van de 65-plussers toen de inzet werd ingevuld" in page


def test_new_parts_and_other_words_come_in_their_place_and_keep_the_texts(cast, agenda, change):
    Section.objects.filter(plan=agenda).update(plain_text="Wat we schreven.")

    def edit(rows):
        rows.append(of(rows, "5") | {"code": "6", "title": "Inwoners", "guidance": "Hoe doen inwoners mee?"})
        rows.append(of(rows, "gap") | {"code": "leren", "title": "Leren"})
        of(rows, "1")["guidance"] = "Noem ook de doelen voor 2040."

    change("werkagenda_template", edit)
    found = changes_of(agenda)
    assert [part.code for part in found.new_parts][:2] == ["1.6", "2a:leren"]
    assert [(section.code, guidance) for section, guidance in found.guidance] == [
        ("1.1", "Noem ook de doelen voor 2040.")
    ]
    follow_format(agenda, by=cast.regiocoordinator)
    ordered = list(agenda.sections.present().order_by("position").values_list("code", flat=True))
    assert ordered[4:8] == ["1.4", "1.5", "1.6", "2:doelen"]
    assert ordered[10:15] == ["2a:ist", "2a:soll", "2a:gap", "2a:leren", "2b:ist"]
    assert agenda.sections.get(code="1.1").guidance == "Noem ook de doelen voor 2040."
    assert agenda.sections.filter(plain_text="Wat we schreven.").count() == len(ordered) - 10


def test_only_the_regiocoordinator_takes_it_over(cast, agenda, change, sign_in):
    change("aanpakken", lambda rows: rows.append(of(rows, "5a") | {"code": "5c", "title": "Beweegmaatje"}))
    with pytest.raises(PermissionDenied):
        follow_format(agenda, by=cast.ambtenaar)
    path = f"/plannen/{agenda.pk}/aanpakken/"
    page = sign_in(cast.ambtenaar).get(path).text
    assert "Het landelijke format is veranderd" in page
    assert "Neem het nieuwe format over" not in page
    client = sign_in(cast.regiocoordinator)
    assert "Neem het nieuwe format over" in client.get(path).text
    assert client.post(f"{path}bijwerken/").status_code == 302
    assert "Het landelijke format is veranderd" not in client.get(path).text

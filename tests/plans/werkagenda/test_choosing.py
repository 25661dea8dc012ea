"""Choosing the aanpakken of a werkagenda: leaving one out, with a motive where it is mandatory, and taking it up again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from iza_portal.trail.recording import history
from plans.arranging import add_section, remove_section, restore_section
from plans.models import Opgave, Regioplan, Section, Status
from plans.opgaven import editing
from plans.outline import outline
from plans.werkagenda.choosing import leave_out, take_up
from tests.at_once import at_once
from tests.factories import OpgaveFactory


def codes(plan) -> list[str]:
    return list(plan.opgaven.present().values_list("aanpak", flat=True))


def places(plan) -> list[int]:
    return list(plan.sections.present().order_by("position").values_list("position", flat=True))


def numbers(plan) -> list[str]:
    return [entry.number for entry in outline(plan, with_bodies=False)]


def test_a_mandatory_aanpak_is_only_left_out_with_a_motive(cast, agenda):
    for motive in ("", "  \n "):
        with pytest.raises(ValidationError) as refused:
            leave_out(agenda, "3b", by=cast.regiocoordinator, motive=motive)
        assert "motive" in refused.value.message_dict
    leave_out(agenda, "3b", by=cast.regiocoordinator, motive="De buurregio doet dit voor ons.")
    assert "3b" not in codes(agenda)
    assert agenda.opgaven.get(aanpak="3b").waiver == "De buurregio doet dit voor ons."
    assert not agenda.sections.present().filter(code__startswith="3b:").exists()
    assert places(agenda) == list(range(1, 46))
    event = history(agenda)[0]
    assert (event.verb, event.after) == ("aanpak.weggelaten", {"waarom": "De buurregio doet dit voor ons."})


def test_the_database_knows_that_too(agenda):
    with pytest.raises(IntegrityError), transaction.atomic():
        Opgave.objects.filter(plan=agenda, aanpak="3b").update(position=None)


def test_what_was_left_out_comes_back_as_it_was_in_its_place(cast, agenda):
    Section.objects.filter(plan=agenda, code="3a:soll").update(plain_text="Wat we schreven.")
    own = add_section(agenda, by=cast.regiocoordinator, title="Van onszelf")
    before = list(agenda.sections.present().order_by("position").values_list("code", flat=True))
    for code in ("3a", "3a.1", "5a"):
        leave_out(agenda, code, by=cast.regiocoordinator, motive="Later.")
    # «3a» takes nothing of «3a.1» or «3a.2» along, nor the other way around.
    assert codes(agenda) == ["2a", "2b", "2c", "3a.2", "3b", "4a"]
    assert agenda.sections.present().filter(code__startswith="3a.2:").count() == 3
    for code in ("5a", "3a.1", "3a"):
        take_up(agenda, code, by=cast.regiocoordinator)
    assert list(agenda.sections.present().order_by("position").values_list("code", flat=True)) == before
    assert agenda.sections.get(code="3a:soll").plain_text == "Wat we schreven."
    assert agenda.sections.present().order_by("position").last() == own
    assert agenda.opgaven.get(aanpak="3a").waiver == ""
    assert places(agenda) == list(range(1, 50))


def test_an_optional_one_is_taken_up_between_its_neighbours_and_twice_is_once(cast, agenda):
    OpgaveFactory(plan=agenda, position=10, title="Eigen aanpak")
    for _ in range(2):
        take_up(agenda, "4b", by=cast.regiocoordinator)
    assert codes(agenda) == ["2a", "2b", "2c", "3a", "3a.1", "3a.2", "3b", "4a", "4b", "5a", ""]
    leave_out(agenda, "4b", by=cast.regiocoordinator)
    assert agenda.opgaven.get(aanpak="4b").waiver == ""


@pytest.mark.parametrize("code", ["", "9z", "4b", "2a:ist"])
def test_what_is_not_there_is_not_left_out(cast, agenda, code):
    with pytest.raises(ValidationError):
        leave_out(agenda, code, by=cast.regiocoordinator, motive="Waarom niet.")


@pytest.mark.parametrize("code", ["", "9z", "1.1"])
def test_what_the_format_does_not_know_is_not_taken_up(cast, agenda, code):
    with pytest.raises(ValidationError):
        take_up(agenda, code, by=cast.regiocoordinator)


@pytest.mark.parametrize("who", ["ambtenaar", "kassier", "bestuurder", "andere_regiocoordinator", "portaalbeheerder"])
def test_only_the_regiocoordinator_chooses(cast, agenda, who):
    for act in (leave_out, take_up):
        with pytest.raises(PermissionDenied):
            act(agenda, "3b", by=cast.people[who])


def test_nobody_chooses_once_it_is_consulted_on_nor_in_a_regioplan(cast, agenda):
    with pytest.raises(PermissionDenied):
        take_up(cast.plan, "4b", by=cast.regiocoordinator)
    Regioplan.objects.filter(pk=agenda.pk).update(status=Status.TER_CONSULTATIE)
    with pytest.raises(PermissionDenied):
        take_up(agenda, "4b", by=cast.regiocoordinator)


def test_an_aanpak_and_its_texts_come_and_go_as_one(cast, agenda):
    opgave, text = agenda.opgaven.get(aanpak="3b"), agenda.sections.get(code="3b:ist")
    with pytest.raises(ValidationError, match="Aanpakken"):
        editing.remove_opgave(opgave, by=cast.ambtenaar)
    with pytest.raises(ValidationError, match="hoort bij aanpak 3b"):
        remove_section(text, by=cast.regiocoordinator)
    leave_out(agenda, "3b", by=cast.regiocoordinator, motive="Later.")
    with pytest.raises(ValidationError, match="Aanpakken"):
        editing.restore_opgave(opgave, by=cast.ambtenaar)
    with pytest.raises(ValidationError, match="hoort bij aanpak 3b"):
        restore_section(text, by=cast.regiocoordinator)
    remove_section(agenda.sections.get(code="2:rollen"), by=cast.regiocoordinator)
    assert [section.code for section in agenda.sections.removed_alone()] == ["2:rollen"]
    restore_section(agenda.sections.get(code="2:rollen"), by=cast.regiocoordinator)
    ordered = list(agenda.sections.present().order_by("position").values_list("code", flat=True))
    assert ordered[6:10] == ["2:doelen", "2:samenhang", "2:rollen", "2a:ist"]
    assert places(agenda) == list(range(1, 46))


def test_the_numbers_are_those_of_the_format_whatever_is_left_out(cast, agenda):
    add_section(agenda, by=cast.regiocoordinator, title="Van onszelf")
    leave_out(agenda, "2a", by=cast.regiocoordinator, motive="Later.")
    assert numbers(agenda)[:10] == ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "2", "2", "2", "2b"]
    assert numbers(agenda)[-1] == ""


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_do_so_one_after_the_other(cast, agenda):
    results = at_once(
        lambda: take_up(agenda, "4b", by=cast.regiocoordinator),
        lambda: take_up(agenda, "4b", by=cast.regiocoordinator),
        lambda: leave_out(agenda, "2a", by=cast.regiocoordinator, motive="Later."),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert codes(agenda) == ["2b", "2c", "3a", "3a.1", "3a.2", "3b", "4a", "4b", "5a"]
    assert places(agenda) == list(range(1, 49))


def test_the_page_asks_for_the_motive_and_keeps_what_was_typed(cast, agenda, sign_in):
    client, base = sign_in(cast.regiocoordinator), f"/plannen/{agenda.pk}/aanpakken/"
    refused = client.post(f"{base}3b/weglaten/", {"motive": " "})
    assert refused.status_code == 422
    assert "Deze aanpak is verplicht. Leg uit" in refused.text
    answer = client.post(f"{base}3b/weglaten/", {"motive": "De buurregio doet dit."})
    assert answer["Location"] == f"{base}#aanpak-3b"
    page = client.get(base).text
    assert "Niet uitgewerkt: De buurregio doet dit." in page
    assert "8 van de 9 verplichte aanpakken" in page
    assert client.post(f"{base}3b/weglaten/", {"motive": "Nog eens."}).status_code == 404
    assert client.post(f"{base}3b/opnemen/")["Location"] == f"{base}#aanpak-3b"
    for code in ("9z", "%00", "x" * 50):
        assert client.post(f"{base}{code}/opnemen/").status_code == 404
    assert client.get(f"{base}3b/opnemen/").status_code == 405


def test_who_may_see_and_choose_on_the_pages(cast, agenda, sign_in):
    base = f"/plannen/{agenda.pk}/aanpakken/"
    for name, user in cast.people.items():
        inside = name in (
            "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "beheerder", "beoordelaar_1",
            "beoordelaar_2", "zorgaanbieder",
        )  # fmt: skip
        client = sign_in(user)
        assert client.get(base).status_code == (200 if inside else 404), name
        expected = 200 if name == "regiocoordinator" else 403 if inside else 404
        assert client.get(f"{base}3b/weglaten/").status_code == expected, name
        if name != "regiocoordinator":
            for path in (f"{base}3b/opnemen/", f"{base}bijwerken/"):
                assert client.post(path).status_code == (403 if inside else 404), name
    assert sign_in(None).get(base).status_code == 302
    regioplan = sign_in(cast.regiocoordinator)
    for path in ("", "3b/weglaten/"):
        assert regioplan.get(f"/plannen/{cast.plan.pk}/aanpakken/{path}").status_code == 404

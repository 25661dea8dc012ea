"""A consultation in a real browser, by keyboard from the question to the account; and axe on the pages of it."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from plans.adoption import move
from plans.consultaties import answering, reacting, rounds
from plans.consultaties.places import WHOLE, places_of
from plans.models import Consultatie, Section
from plans.opgaven import editing
from tests.journeys.keyboard import go, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(cast):
    Section.objects.filter(pk=cast.section.pk).update(body=text(paragraph("Samen.")), plain_text="Samen.")
    editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Langer gezond thuis", scale="regionaal")
    return move(cast.plan, by=cast.regiocoordinator, source="concept", target="ter_consultatie")


def open_one(cast, plan, parties) -> Consultatie:
    return rounds.open_round(
        plan,
        by=cast.regiocoordinator,
        question="Herkent u zich in dit plan?",
        due_on=timezone.localdate() + timedelta(days=14),
        answer_due_on=timezone.localdate() + timedelta(days=28),
        parties=parties,
    )


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_the_pages_of_a_consultation(cast, plan, open_page, live_server, width):
    consultatie = open_one(cast, plan, [cast.ambtenaar.hat, cast.regiocoordinator.hat, cast.beoordelaar_1.hat])
    place = places_of(consultatie)[2]
    open_reactie = reacting.react(consultatie, place, by=cast.beoordelaar_1, stance="oneens", text="Te weinig.")
    answered = reacting.react(consultatie, WHOLE, by=cast.beoordelaar_1, stance="aanvulling", text="Noem de wijken.")
    answering.answer(answered, by=cast.ambtenaar, version=1, handling="overgenomen", answer="Dat doen we.")
    own = reacting.react(consultatie, place, by=cast.regiocoordinator, stance="eens")
    of_plan, at = f"/plannen/{plan.pk}/", consultatie.get_absolute_url()
    page = open_page(cast.regiocoordinator, "/", viewport={"width": width, "height": 900})

    def nothing_is_wrong(*paths):
        for path in paths:
            answer = page.goto(live_server.url + path)
            assert answer.status == 200, path
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"

    nothing_is_wrong(
        of_plan, f"{of_plan}consultaties/", at, f"{at}leesversie/", f"{at}reageren/{place.slug}/", f"{at}reacties/",
        f"{at}reacties/{own.pk}/", f"{at}reacties/{open_reactie.pk}/beantwoorden/", f"{at}wijzigen/",
        f"{at}verantwoorden/", f"{at}verantwoording/", f"{of_plan}status/ter_consultatie/akkoord_tafel/", "/mijn-werk/",
    )  # fmt: skip
    for each in (open_reactie, own):
        answering.answer(each, by=cast.regiocoordinator, version=1, handling="niet", answer="Nee.")
    rounds.end_reacting(consultatie, by=cast.regiocoordinator)
    rounds.account_for(consultatie, by=cast.regiocoordinator, account="Wij noemen de wijken.")
    nothing_is_wrong(f"{of_plan}consultaties/", at, f"{at}verantwoording/", f"{of_plan}consultaties/openen/")


def test_from_the_question_to_the_account_by_keyboard(cast, plan, open_page):
    coordinator = open_page(cast.regiocoordinator, f"/plannen/{plan.pk}/consultaties/")
    go(coordinator, "link", "Vraag partijen om een reactie")
    coordinator.wait_for_url("**/openen/")
    tab_to(coordinator, "textbox", "Wat vraagt u de partijen")
    coordinator.keyboard.type("Herkent u zich in dit plan?")
    coordinator.get_by_label("Reageren tot en met").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    tab_to(coordinator, "checkbox", "CZ")
    coordinator.keyboard.press("Space")
    go(coordinator, "button", "Vraag om een reactie")
    coordinator.get_by_text("Consultatie 1 is open.").wait_for()

    party = open_page(cast.beoordelaar_1, "/mijn-werk/")
    go(party, "link", "Reageer op “Regioplan ZHE-BAR 2026”")
    party.wait_for_url("**/consultaties/1/")
    go(party, "link", "Lees en reageer")
    party.wait_for_url("**/leesversie/")
    go(party, "link", "Reageer op Opgave 1. Langer gezond thuis")
    party.wait_for_url("**/reageren/**")
    tab_to(party, "radio", "Wij zijn het hiermee eens")
    party.keyboard.press("Space")
    party.keyboard.press("ArrowDown")
    go(party, "button", "Bewaar uw reactie")
    # Words are missing: the focus is on what is wrong, and its link leads to the field.
    party.get_by_role("alert").wait_for()
    assert party.evaluate("document.activeElement.getAttribute('role')") == "alert"
    party.keyboard.press("Tab")
    party.keyboard.press("Enter")
    party.keyboard.type("Dit is te weinig.")
    go(party, "button", "Bewaar uw reactie")
    party.wait_for_url("**/leesversie/#opgave-*")
    party.complaints.clear()  # The browser notes that one answer was 422.
    go(party, "link", "Bekijk en rond uw reactie af")
    party.wait_for_url("**/consultaties/1/#eigen")
    go(party, "button", "Meld dat uw reactie compleet is")
    party.get_by_text("Uw reactie is compleet.").wait_for()

    coordinator.reload()
    go(coordinator, "link", "Beantwoord de reacties")
    coordinator.wait_for_url("**/reacties/?stand=open")
    go(coordinator, "link", "Geef antwoord op de reactie van CZ over Opgave 1. Langer gezond thuis")
    coordinator.wait_for_url("**/beantwoorden/")
    tab_to(coordinator, "radio", "overgenomen")
    coordinator.keyboard.press("Space")
    tab_to(coordinator, "textbox", "Antwoord")
    coordinator.keyboard.type("Wij voegen een actie toe.")
    go(coordinator, "button", "Bewaar en naar de volgende")
    coordinator.get_by_text("Het antwoord is bewaard.").wait_for()
    go(coordinator, "link", "Consultatie 1")
    coordinator.wait_for_url("**/consultaties/1/")
    go(coordinator, "link", "Verantwoord en sluit af")
    coordinator.wait_for_url("**/verantwoorden/")
    tab_to(coordinator, "textbox", "Wat leverde deze consultatie op")
    coordinator.keyboard.type("Er komt een actie bij.")
    go(coordinator, "button", "Verantwoord en sluit af")
    coordinator.wait_for_url("**/verantwoording/")

    party.goto(party.url.split("#")[0])
    go(party, "link", "Lees de verantwoording")
    party.get_by_text("Er komt een actie bij.").wait_for()
    party.get_by_text("Wij voegen een actie toe.").wait_for()

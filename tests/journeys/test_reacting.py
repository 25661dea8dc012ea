"""Reacting in a cycle with the keyboard alone, as somebody does who uses no mouse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions.models import Reaction
from regions.regiobeelden.cycles import open_cycle
from tests.factories import RegiobeeldFactory, ThemeFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cycle(cast):
    regiobeeld = RegiobeeldFactory(region=cast.region, status="verrijking")
    ThemeFactory(regiobeeld=regiobeeld, position=1, title="Gezond ouder worden")
    ThemeFactory(regiobeeld=regiobeeld, position=2, title="Mentale gezondheid")
    return open_cycle(
        regiobeeld,
        by=cast.regiocoordinator,
        question="Herkent u dit beeld?",
        due_on=timezone.localdate() + timedelta(days=5),
        parties=[cast.ambtenaar.hat],
    )


def _tab_to(page, role, name):
    """Press Tab until the control is reached; it must be reached within one round of the page."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{role} {name} is not reached by Tab")


def test_a_party_reacts_from_my_work_to_the_last_theme_by_keyboard(cast, cycle, open_page):
    page = open_page(cast.ambtenaar, "/mijn-werk/")
    _tab_to(page, "link", f"Reageer op “{cycle.regiobeeld.title}”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reageren/")

    _tab_to(page, "radio", "Wij herkennen dit en zijn het ermee eens")
    # The first of the radios has the focus; with the arrow the second is chosen.
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "button", "Bewaar uw reactie op Gezond ouder worden")
    page.keyboard.press("Enter")
    # Words are missing: the focus is on what is wrong, and its link leads to the field.
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("De cijfers zijn van voor de herindeling.")
    _tab_to(page, "button", "Bewaar uw reactie op Gezond ouder worden")
    page.keyboard.press("Enter")
    page.get_by_text("1 van 2 thema’s gereageerd").wait_for()

    # One goes on where one was: the next control after the theme is that of the next theme.
    _tab_to(page, "button", "Bewaar uw reactie op Mentale gezondheid")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    _tab_to(page, "button", "Bewaar uw reactie op Mentale gezondheid")
    page.keyboard.press("Enter")
    page.get_by_text("2 van 2 thema’s gereageerd").wait_for()
    given = Reaction.objects.order_by("theme__position").values_list("stance", "text")
    assert list(given) == [("oneens", "De cijfers zijn van voor de herindeling."), ("eens", "")]
    page.complaints.clear()  # The browser notes that one answer was 422.

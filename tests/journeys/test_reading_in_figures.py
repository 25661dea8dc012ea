"""An official hands in a file, says what its columns are, has it processed, and takes it back: by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import go, tab_to
from tests.processes import Worker
from tests.regions.figures.importing.conftest import counting, land

__all__ = ["land"]  # A fixture.

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 30_000
FILE = "Plaats;Vergrijzing\nRidderkerk;22,6\nNissewaard;21,5\nGoes;24,1\n"


@pytest.fixture
def worker(tmp_path, settings):
    worker = Worker(tmp_path, settings.REDIS_URL)
    worker.start()
    yield worker
    worker.kill()


def test_from_a_file_to_figures_and_back_by_keyboard_alone(land, open_page, worker, tmp_path):
    file = tmp_path / "cijfers.csv"
    file.write_text(FILE)
    page = open_page(land.cast.ambtenaar, "/cijfers/")
    go(page, "link", "Cijfers inlezen")
    tab_to(page, "textbox", "Bron")
    page.keyboard.type("GGD-monitor")
    page.keyboard.press("Tab")
    page.keyboard.type("01012026")
    # The dialog for choosing a file is the system's own.
    page.get_by_label("Bestand", exact=True).set_input_files(file)
    go(page, "button", "Lees dit bestand")
    expect(page.get_by_role("link", name="Bekijk de kolommen")).to_be_visible(timeout=SECONDS)
    go(page, "link", "Bekijk de kolommen")
    tab_to(page, "combobox", "Wat is “Vergrijzing”")
    page.keyboard.type("Inwoners van 65")
    tab_to(page, "textbox", "Jaar van “Vergrijzing”")
    page.keyboard.type("2024")
    go(page, "button", "Lees het bestand zo")
    expect(page.get_by_role("heading", name="Dit gebeurt er als u verwerkt")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("Weggelaten, buiten uw regio: 1 rij (Goes).")).to_be_visible()
    go(page, "button", "Verwerk deze cijfers")
    expect(page.get_by_role("heading", name="De cijfers zijn verwerkt")).to_be_visible(timeout=SECONDS)
    assert {(area, value) for (_, area, _, _), (value, _) in counting().items()} == {
        ("Ridderkerk", 22.6),
        ("Nissewaard", 21.5),
    }
    go(page, "link", "Trek deze cijfers in")
    tab_to(page, "textbox", "Reden")
    page.keyboard.type("Een fout in de bron.")
    go(page, "button", "Trek de cijfers in")
    expect(page.get_by_role("heading", name="De cijfers zijn ingetrokken")).to_be_visible(timeout=SECONDS)
    assert counting() == {}

"""The first journey, by keyboard alone: an official writes in the regioplan, the regiocoördinator exports it as a PDF."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import go, tab_to
from tests.processes import Worker

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een-lange-zin-voor-tests"


@pytest.fixture
def worker(tmp_path, settings):
    settings.DOSSIER_DIR = tmp_path / "dossiers"
    worker = Worker(tmp_path, settings.REDIS_URL)
    worker.start()
    yield worker
    worker.kill()


def sign_in(page, person):
    tab_to(page, "textbox", "E-mailadres")
    page.keyboard.type(person.email)
    tab_to(page, "textbox", "Wachtwoord")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mijn werk", level=1)).to_be_visible()


def test_from_the_browser_to_the_pdf_by_keyboard_alone(cast, open_page, worker, tmp_path):
    for person in (cast.ambtenaar, cast.regiocoordinator):
        person.set_password(PASSWORD)
        person.save()
    cast.section.assignees.add(cast.ambtenaar)

    page = open_page(None, "/accounts/login/")
    sign_in(page, cast.ambtenaar)
    go(page, "link", "Inleiding")
    tab_to(page, "textbox", "1 Inleiding")
    page.keyboard.type("Zeven gemeenten schrijven dit samen.")
    expect(page.locator("#save-state")).to_have_text(re.compile("Opgeslagen om"))

    page = open_page(None, "/accounts/login/")
    sign_in(page, cast.regiocoordinator)
    go(page, "link", "Regioplan ZHE-BAR 2026")
    expect(page.get_by_text("Zeven gemeenten schrijven dit samen.")).to_be_visible()
    go(page, "button", "Maak dossier")
    download = page.get_by_role("link", name=re.compile("Download"))
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as downloading:
        go(page, "link", download.inner_text())
    file = tmp_path / "dossier.pdf"
    downloading.value.save_as(file)
    with pypdfium2.PdfDocument(file) as document:
        words = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert "Zeven gemeenten schrijven dit samen." in words

"""The history of a text in a real browser: two moments beside each other, and an older text put back, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import bullets, heading, numbered, paragraph, table, text
from iza_portal.writing.history.moments import keep_named
from iza_portal.writing.history.versions import keep_version, versions_of
from iza_portal.writing.models import Moment
from iza_portal.writing.together import memory
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.together.rewriting import rewrite
from tests.factories import RegioplanFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "De gemeenten in de regio werken samen aan gezondheid, van jong tot oud en in elke wijk, met {} en de GGD."
OTHER = "Verzekeraars betalen hieraan mee volgens de afspraken die zij eerder met de regio maakten over de zorg."
SAME = [paragraph(f"Wat in deze alinea {number} staat, blijft gelijk in beide teksten.") for number in range(1, 8)]
OLD = text(
    heading("Wat wij doen"),
    paragraph(STORY.format("**huisartsen**") + " Lees het op [de site](https://www.iza.nl/oud)."),
    paragraph(OTHER),
    *SAME,
    heading("Doelen"),
    bullets("wonen", "zorg voor ouderen", "jeugd"),
    numbered("eerst luisteren", "dan schrijven", "dan kiezen"),
    table(["Doel", "2024", "2026"], ["Roken", "14%", "10%"], ["Bewegen", "52%", "60%"], ["Slapen", "70%", "75%"]),
    paragraph("Dit verdwijnt helemaal uit de tekst."),
)
NEW = text(
    heading("Wat wij samen doen"),
    paragraph(STORY.format("huisartsen, scholen") + " Lees het op [de site](https://www.iza.nl/nieuw)."),
    *SAME,
    paragraph(OTHER),
    heading("Doelen"),
    bullets("wonen", "zorg voor jongeren", "jeugd", "groen"),
    numbered("eerst luisteren", "dan kiezen"),
    table(
        ["Doel", "2024", "2025", "2026"],
        ["Roken", "14%", "12%", "8%"],
        ["Eten", "30%", "35%", "40%"],
        ["Bewegen", "52%", "56%", "60%"],
    ),
    paragraph("Dit is er nieuw bij gekomen."),
)


@pytest.fixture
def document(cast):
    """The cast's section: an old text, a new one, a version under a name; beside it what the region adopted before."""
    memory.forget_all()
    cast.section.body, cast.section.plain_text = OLD, "De gemeenten"
    cast.section.save(update_fields=["body", "plain_text"])
    old = RegioplanFactory(region=cast.region, edition=2023, title="Regioplan 2023", status="gepubliceerd")
    SectionFactory(plan=old, position=1, title="Inleiding", body=text(heading("Doelen"), paragraph(STORY.format("CZ"))))
    SectionFactory(plan=old, position=2, title="Voorwoord", is_numbered=False, body=text(paragraph("Vooraf.")))
    SectionFactory(plan=cast.plan, position=2, title="Opgaven", body=text(paragraph("Wonen en zorg.")))
    document = document_for(cast.section)
    cast.section.refresh_from_db()
    keep_version(cast.plan, by=cast.ambtenaar, name="Voor de regiotafel")
    rewrite(cast.section, by=cast.ambtenaar_2, body=NEW)
    keep_named(document, by=cast.ambtenaar, name="Concept van maart")
    return document


def addresses(cast, document):
    latest, first = Moment.objects.filter(document=document)[0], Moment.objects.filter(document=document).last()
    text_at, whole_at = f"/teksten/{document.pk}/geschiedenis/", f"/versies/plan/{cast.plan.pk}/"
    return [
        text_at,
        f"{text_at}vergelijken/?van={first.pk}&naar={latest.pk}",
        f"{text_at}vergelijken/?van={latest.pk}&naar=nu",
        f"{text_at}bewaren/",
        f"{text_at}{first.pk}/",
        f"{text_at}{first.pk}/terugzetten/",
        whole_at,
        f"{whole_at}vergelijken/?van=vastgesteld&naar=nu",
        f"{whole_at}{versions_of(cast.plan).first().pk}/",
        f"{whole_at}bewaren/",
        f"/plannen/{cast.plan.pk}/geschiedenis/",
    ]


@pytest.mark.parametrize("width", [1320, 375])
def test_axe_finds_nothing_in_histories(cast, document, open_page, live_server, width):
    page = open_page(cast.regiocoordinator, "/", viewport={"width": width, "height": 900})
    for address in addresses(cast, document):
        page.goto(live_server.url + address)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_two_moments_are_chosen_and_an_older_text_put_back_by_keyboard(cast, document, open_page):
    page = open_page(cast.ambtenaar, f"/teksten/{document.pk}/geschiedenis/")
    other = open_page(cast.ambtenaar_2, f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/")
    expect(other.locator(".ProseMirror")).to_contain_text("Dit is er nieuw bij gekomen.")
    page.get_by_role("radio", name="Van: ").last.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Vergelijk").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Verschillen in 1 Inleiding")
    expect(page.locator(".compared-summary")).to_contain_text(
        "1 alinea gewijzigd, 1 toegevoegd, 1 vervallen, 1 verplaatst"
    )
    fold = page.locator("details.compared-same summary").first
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wat in deze alinea 3 staat")).to_be_visible()
    page.get_by_role("link", name="Zet de oudere tekst terug").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Zet deze tekst terug").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De oudere tekst staat er weer.")
    # Who has the text open sees it, and nothing is lost: what stood there is in the history.
    expect(other.locator(".ProseMirror")).to_contain_text("Dit verdwijnt helemaal uit de tekst.")
    expect(other.locator(".ProseMirror")).not_to_contain_text("Dit is er nieuw bij gekomen.")


def test_what_was_adopted_is_held_against_now_from_the_page_of_the_plan(cast, document, open_page):
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/")
    page.get_by_role("link", name="Vergelijk de vastgestelde versie met nu").click()
    expect(page.get_by_text("Van “Regioplan 2023, zoals vastgesteld” naar “De tekst van nu”.")).to_be_visible()
    expect(page.get_by_role("heading", name="Voorwoord vervallen")).to_be_visible()

"""Several people in one text, in real browsers: at once, away for a while, in two windows, on a server that falls over."""

import re
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from iza_portal.texts.building import bullets, paragraph, text
from iza_portal.texts.plain import to_plain_text, to_search_text
from iza_portal.writing.together.settling import settle
from plans.models import Section
from tests.processes import Web, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = "Samen werken we aan gezondheid."


@pytest.fixture
def path(cast):
    body = text(paragraph(BEGIN))
    Section.objects.update(body=body, plain_text=to_search_text(body))
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


def area(page):
    return page.get_by_role("textbox", name="Inleiding")


def kept():
    section = Section.objects.get()
    settle([section])
    return section.body


def words(page):
    """What stands in the text, a line for each block; what is only drawn, as the names at cursors, is not in it."""
    return page.locator(".ProseMirror").evaluate(
        "area => [...area.querySelectorAll('p, h3, h4, h5')].map((block) => block.textContent).join('\\n')"
    )


def put_cursor(page, after):
    """Click behind these words, as far as the browser is concerned."""
    area(page).evaluate(
        """(area, after) => {
            const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(after);
                if (at < 0) continue;
                area.focus();
                getSelection().collapse(node, at + after.length);
                return;
            }
            throw new Error(`«${after}» is not there`);
        }""",
        after,
    )
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)))")


def type_after(page, after, typed):
    put_cursor(page, after)
    page.keyboard.type(typed)


def expect_words(page, wanted, seconds=10):
    expect(area(page)).to_have_text(wanted, timeout=seconds * 1000)


def wait_until_the_same(pages, seconds=30):
    """Wait until all pages show one text and nobody has unsent work, and answer that text."""

    def is_the_same():
        shown = {words(page) for page in pages}
        lines = [page.locator("#save-state").inner_text() for page in pages]
        return len(shown) == 1 and not any("Bezig" in line or "Niet" in line for line in lines) and shown

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if shown := is_the_same():
            return shown.pop()
        pages[0].wait_for_timeout(100)
    raise AssertionError([words(page) for page in pages])


# Types characters that nobody else types, at random places, and deletes what others typed; in the page itself, so that all
# pages are at it at once. Answers what it typed and what it deleted.
RANDOM_WORK = """
([first, turns, seed]) => {
    const area = document.querySelector(".ProseMirror");
    const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const below = (count) => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        return Math.floor((seed / 0x7fffffff) * count * 0.999);
    };
    const place = () => {
        const nodes = [];
        const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
        return nodes[below(nodes.length)];
    };
    window.work = (async () => {
        const typed = [];
        const deleted = [];
        area.focus();
        for (let turn = 0; turn < turns; turn++) {
            let node = place();
            if (node && turn % 4 === 3 && node.length > 20) {
                const from = below(node.length - 4);
                getSelection().setBaseAndExtent(node, from, node, from + 3);
                await rest(25);
                const before = area.textContent;
                document.execCommand("delete");
                // The editor has read it before anything of others can come in between.
                await null;
                deleted.push(...[...before].filter((character) => !area.textContent.includes(character)));
            } else if (node) {
                getSelection().collapse(node, below(node.length + 1));
                await rest(25);
                const character = String.fromCharCode(first + turn);
                document.execCommand("insertText", false, character);
                await null;
                if (area.textContent.includes(character)) typed.push(character);
            }
            await rest(30 + below(60));
        }
        return { typed, deleted };
    })();
}
"""


def work_at_once(pages, turns):
    """Let all pages do random work at the same time; answer a function that waits and says what was typed and deleted."""
    for number, page in enumerate(pages):
        page.evaluate(RANDOM_WORK, [0x4E00 + number * 1000, turns, number + 1])

    def finish():
        typed, deleted = set(), set()
        for page in pages:
            done = page.evaluate("window.work")
            typed |= set(done["typed"])
            deleted |= set(done["deleted"])
        assert len(typed) > turns * len(pages) / 2
        return typed, deleted

    return finish


def test_two_write_in_one_paragraph_and_see_each_other(cast, open_page, path):
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for page in (first, second):
        expect_words(page, BEGIN)
    type_after(first, BEGIN, " En aan welzijn.")
    expect_words(second, BEGIN + " En aan welzijn.")
    present = second.locator("#present")
    expect(present).to_contain_text("ambtenaar (Gemeente Ridderkerk)")
    expect(second.locator(".peer-caret")).to_have_attribute("data-name", "ambtenaar")
    type_after(second, "Samen", " met u")
    expect_words(first, "Samen met u werken we aan gezondheid. En aan welzijn.")
    expect(first.locator("#present")).to_contain_text("ambtenaar 2 (Gemeente Nissewaard)")
    # Undo takes back one's own work, and nobody else's.
    first.keyboard.press("Control+z")
    expect_words(second, "Samen met u werken we aan gezondheid.")
    first.keyboard.press("Control+y")
    expect_words(second, "Samen met u werken we aan gezondheid. En aan welzijn.")
    second.keyboard.press("Control+z")
    expect_words(first, BEGIN + " En aan welzijn.")
    assert to_plain_text(kept()) == BEGIN + " En aan welzijn."
    second.close()
    expect(first.locator("#present")).to_be_hidden(timeout=40_000)


def test_a_name_at_a_cursor_gives_way_and_is_shown_again_when_it_is_asked_for(cast, open_page, path):
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for page in (first, second):
        expect_words(page, BEGIN)
    type_after(first, "Samen", " nu")
    expect_words(second, "Samen nu werken we aan gezondheid.")
    expect(second.locator(".peer-caret")).to_have_attribute("data-name", "ambtenaar")
    name = """getComputedStyle(document.querySelector('.peer-caret'), '::before').visibility"""
    wait_until(lambda: second.evaluate(name) == "hidden", seconds=10)
    button = second.get_by_role("button", name="ambtenaar (Gemeente Ridderkerk)")
    button.focus()
    second.keyboard.press("Enter")
    wait_until(lambda: second.evaluate(name) == "visible", seconds=3)
    expect(second.locator("#spoken-state")).to_have_text(
        "ambtenaar (Gemeente Ridderkerk): bij “Samen nu werken we aan gezondheid.”"
    )
    expect(button).to_be_focused()
    # The list is drawn anew while the focus is in it.
    third = open_page(cast.ambtenaar, path)
    expect(second.locator("#present li")).to_have_count(2, timeout=10_000)
    expect(button.first).to_be_focused()
    third.close()


def test_a_cursor_stays_at_its_words_while_others_write_before_it(cast, open_page, path):
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for page in (first, second):
        expect_words(page, BEGIN)
    put_cursor(second, "gezondheid")
    type_after(first, "Samen", " en met elkaar")
    expect_words(second, "Samen en met elkaar werken we aan gezondheid.")
    second.keyboard.type(" en welzijn")
    expect_words(first, "Samen en met elkaar werken we aan gezondheid en welzijn.")


def test_what_one_types_while_another_makes_a_list_of_it_lands_in_the_list(cast, open_page, path):
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for page in (first, second):
        expect_words(page, BEGIN)
    first.context.set_offline(True)
    type_after(first, "gezondheid", " en welzijn")
    put_cursor(second, BEGIN)
    second.get_by_role("button", name="Lijst", exact=True).click()
    expect(second.locator("#save-state")).to_have_text(re.compile("Opgeslagen om"))
    first.context.set_offline(False)
    both = wait_until_the_same([first, second])
    assert both == "Samen werken we aan gezondheid en welzijn."
    assert kept() == text(bullets(both))
    first.complaints.clear()


def test_what_one_types_in_a_paragraph_that_another_deletes_is_put_back_and_said(cast, open_page, path):
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for page in (first, second):
        expect_words(page, BEGIN)
    first.context.set_offline(True)
    type_after(first, BEGIN, " Dit is nieuw.")
    put_cursor(second, BEGIN)
    second.keyboard.press("Control+a")
    second.keyboard.press("Backspace")
    second.keyboard.type("Opnieuw.")
    expect(second.locator("#save-state")).to_have_text(re.compile("Opgeslagen om"))
    first.context.set_offline(False)
    both = wait_until_the_same([first, second])
    assert "Dit is nieuw." in both
    assert "Opnieuw." in both
    assert to_plain_text(kept()).split("\n") == both.split("\n")
    first.complaints.clear()


def test_two_browsers_at_once_in_one_paragraph_end_with_the_same_text_and_lose_nothing(cast, open_page, path):
    pages = [open_page(person, path) for person in (cast.ambtenaar, cast.ambtenaar_2)]
    for page in pages:
        expect_words(page, BEGIN)
    typed, deleted = work_at_once(pages, 60)()
    both = wait_until_the_same(pages)
    assert typed - deleted <= set(both)
    assert to_plain_text(kept()) == both


def test_five_browsers_at_once_of_which_one_is_away_for_half_a_minute_lose_nothing(cast, open_page, path):
    cast.section.assignees.add(cast.zorgaanbieder)
    people = [cast.ambtenaar, cast.ambtenaar_2, cast.regiocoordinator, cast.zorgaanbieder, cast.ambtenaar]
    pages = [open_page(person, path) for person in people]
    for page in pages:
        expect_words(page, BEGIN)
    finish = work_at_once(pages, 80)
    pages[0].wait_for_timeout(1000)
    away = pages[1]
    away.context.set_offline(True)
    pages[0].wait_for_timeout(30_000)
    expect(away.locator("#save-state")).to_have_text("Niet opgeslagen")
    away.context.set_offline(False)
    typed, deleted = finish()
    all_five = wait_until_the_same(pages)
    assert typed - deleted <= set(all_five)
    assert to_plain_text(kept()) == all_five
    pages[0].complaints.clear()


def test_a_second_window_of_the_same_person_is_told_and_writes_along(cast, open_page, path):
    first = open_page(cast.ambtenaar, path)
    expect_words(first, BEGIN)
    second = first.context.new_page()
    second.goto(first.url)
    expect_words(second, BEGIN)
    type_after(second, BEGIN, " Uit het tweede venster.")
    expect_words(first, BEGIN + " Uit het tweede venster.")
    expect(second.locator("#present")).to_have_text(re.compile("u, in een ander venster"))
    type_after(first, "Samen", " hier")
    expect_words(second, "Samen hier werken we aan gezondheid. Uit het tweede venster.")
    first.keyboard.press("Control+z")
    expect_words(second, BEGIN + " Uit het tweede venster.")
    second.close()


def test_a_window_that_was_out_of_sight_hears_all_as_soon_as_it_is_looked_at(cast, open_page, path):
    hidden, other = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    expect_words(hidden, BEGIN)
    expect_words(other, BEGIN)
    look = """(isHidden) => {
        Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    hidden.evaluate(look, True)
    asked = []
    hidden.on("request", lambda request: asked.append(request.url))
    type_after(other, BEGIN, " Intussen.")
    expect(other.locator("#save-state")).to_have_text(re.compile("Opgeslagen om"))
    other.wait_for_timeout(5000)
    assert asked == []
    hidden.evaluate(look, False)
    expect_words(hidden, BEGIN + " Intussen.")


@pytest.fixture
def web(transactional_db):
    with tempfile.TemporaryDirectory(prefix="iza-", dir="/tmp") as folder:
        web = Web(Path(folder))
        web.start()
        yield web
        web.kill()


def test_typing_goes_on_while_the_server_falls_over_and_comes_back(cast, web, open_page, sign_in, path):
    pages = []
    for person in (cast.ambtenaar, cast.ambtenaar_2):
        page = open_page(None, "/")
        session = sign_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": web.url}])
        page.goto(web.url + path)
        expect_words(page, BEGIN)
        pages.append(page)
    finish = work_at_once(pages, 120)
    for _ in range(2):
        pages[0].wait_for_timeout(2000)
        web.kill()
        pages[0].wait_for_timeout(3000)
        web.start()
    typed, deleted = finish()
    both = wait_until_the_same(pages, seconds=60)
    assert typed - deleted <= set(both)
    wait_until(lambda: to_plain_text(kept()) == both, 5)
    pages[0].complaints.clear()

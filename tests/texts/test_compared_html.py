from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given

from iza_portal.texts.building import bullets, numbered, paragraph, table, text
from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.compared_html import to_html, words_to_html
from iza_portal.texts.comparing import NEW, OLD, brief, compare, compare_words
from iza_portal.texts.html import Shown
from tests.texts.edits import two_texts
from tests.texts.trees import trees

BARE = {"ins", "del", "blockquote", "table", "thead", "tbody", "strong", "em", "br", "summary"}
ALLOWED = {
    **{tag: set() for tag in BARE},
    **{tag: {"dir"} for tag in ("h3", "h4", "h5", "h6")},
    **{tag: {"class"} for tag in ("div", "span", "details", "figure", "ul", "tr")},
    "p": {"dir", "class"},
    "li": {"dir", "class", "value"},
    "ol": {"start", "class"},
    "th": {"dir", "scope", "colspan", "rowspan", "class"},
    "td": {"dir", "colspan", "rowspan", "class"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
}
# Where each element may stand, as far as this writer could put it wrong.
PARENTS = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
    "summary": {"details"},
}
PHRASING = {"span", "ins", "del", "strong", "em", "br", "a"}
OURS = {"compared-said", "compared-label", "compared-note", "missing"}


class Read(HTMLParser):
    """Reads HTML back: checks what stands where, and keeps the words of each side."""

    def __init__(self, html):
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.words = {OLD: [], NEW: []}
        self.levels = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert attrs.keys() <= ALLOWED[tag]
        assert attrs.get("href", "/").startswith(("http", "mailto:", "/"))
        tags = [name for name, _ in self.open]
        assert not tags or tags[-1] in PARENTS.get(tag, {tags[-1]})
        assert tag not in PARENTS or tags
        # In a line stands nothing but what stands in lines; `ins` and `del` are what they stand in.
        assert not {"p", "h3", "h4", "h5", "h6", "a", "span"} & set(tags) or tag in PHRASING
        # Nothing is removed of what is removed.
        assert tag not in ("ins", "del") or tag not in tags
        if tag not in ("br", "img"):
            self.open.append((tag, attrs.get("class", "")))
        if tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tags = {tag for tag, _ in self.open}
        classes = [set(names.split()) for _, names in self.open]
        if any(OURS & names for names in classes) or "summary" in tags:
            return
        if "del" not in tags:
            self.words[NEW].append(data)
        if "ins" not in tags and not any({"added", "moved"} <= names for names in classes):
            self.words[OLD].append(data)


def characters(tree):
    """All that is written in a text, but of pictures, with what this HTML says around a footnote and of a break."""
    found: Counter = Counter()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += node.get("content", [])
        match node["type"]:
            case "footnote":
                found.update(f"[noot:{node['attrs']['text']}]")
            case "figure":
                found.update(node["attrs"]["shown"])
        found.update(node.get("text", ""))
    return {character: count for character, count in found.items() if not character.isspace()}


def read_characters(html, which):
    found = Counter("".join(Read(html).words[which]).replace("↵", ""))
    return {character: count for character, count in found.items() if not character.isspace()}


@given(two_texts())
def test_html_is_valid_harmless_and_reads_as_each_side(pair):
    old, new = pair
    comparison = compare(old, new)
    html = to_html(comparison, has_frames=False)
    if not comparison["is_changed"]:
        assert html == ""
        return
    expected_old, expected_new = characters(old), characters(new)
    for arrow in "↵":
        expected_old.pop(arrow, None)
        expected_new.pop(arrow, None)
    assert read_characters(html, OLD) == expected_old
    assert read_characters(html, NEW) == expected_new


@given(two_texts())
def test_a_brief_comparison_is_valid_too_and_headings_skip_no_level(pair):
    comparison = compare(*pair)
    Read(to_html(brief(comparison)))
    levels = [2, *Read(to_html(comparison, has_folds=False)).levels]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@given(trees)
def test_a_text_beside_itself_is_nothing(tree):
    assert to_html(compare(tree, tree)) == ""


def test_words_are_said_beside_the_colour():
    html = to_html(compare(text(paragraph("De opgave is wonen.")), text(paragraph("De opgave is zorg."))))
    assert html == (
        '<p dir="auto">De opgave is '
        '<del><span class="compared-said">[vervallen: </span>wonen<span class="compared-said">]</span></del>'
        '<ins><span class="compared-said">[toegevoegd: </span>zorg<span class="compared-said">]</span></ins>.</p>'
    )


def test_blocks_items_and_rows_say_what_became_of_them():
    html = to_html(
        compare(
            text(paragraph("Dit verdwijnt."), numbered("wonen", "werken", "zorg"), table(["Doel"], ["Roken"])),
            text(numbered("wonen", "zorg"), table(["Doel"], ["Roken"], ["Slapen"])),
        )
    )
    assert '<div class="compared removed"><p class="compared-label">vervallen</p><del><p dir="auto">Dit' in html
    assert '<li class="compared removed" dir="auto"><span class="compared-label">vervallen:</span> <del>werken' in html
    assert '<li value="2" dir="auto">zorg</li>' in html
    assert '<tr class="compared added"><td dir="auto"><span class="compared-label">rij toegevoegd:</span> <ins>' in html


def test_marks_and_links_are_told():
    html = to_html(
        compare(
            text(paragraph("Lees **dit** op [de site](https://a.nl/?x=1&y=2).")),
            text(paragraph("Lees *dit* op [de site](https://b.nl).")),
        )
    )
    assert '<span class="compared-note"> [niet meer vet, nu cursief]</span>' in html
    assert '<span class="compared-note"> [link gewijzigd, was https://a.nl/?x=1&amp;y=2]</span>' in html


def test_a_column_keeps_its_place_beside_rows_that_came_and_went():
    html = to_html(
        compare(
            text(table(["Doel", "2026"], ["Roken", "3%"], ["Slapen", "4%"])),
            text(table(["Doel", "Wie", "2026"], ["Roken", "GGD", "3%"], ["Bewegen", "CZ", "12%"])),
        )
    )
    assert "kolom toegevoegd:" in html
    # The row that is gone has no cell in the new column: one stands empty in its place.
    gone = html[html.index("rij vervallen") :]
    gone = gone[: gone.index("</tr>")]
    assert gone.count("<td") == 2
    assert "Slapen" in gone
    assert gone.index('<td dir="auto"></td>') < gone.index("4%")


def test_pictures_are_shown_and_their_descriptions_told():
    def picture(alt):
        return text({"type": "picture", "attrs": {"picture": 3, "alt": alt}})

    html = to_html(compare(picture("kaart"), picture("kaart & tabel")), pictures={3: Shown("/p/3/", 10, 20)})
    assert '<img src="/p/3/" alt="kaart &amp; tabel"' in html
    assert "Beschrijving: kaart<ins>" in html


def test_many_items_that_are_the_same_fold():
    items = [f"punt {n}" for n in range(20)]
    html = to_html(compare(text(bullets(*items)), text(bullets(*items, "en nog een"))))
    assert "<summary>20 punten gelijk</summary>" in html
    assert html.count("<li") == 22


def test_strings_are_compared_as_html_without_their_markup():
    assert words_to_html(compare_words("<b>", "<i>")) == (
        '&lt;<del><span class="compared-said">[vervallen: </span>b<span class="compared-said">]</span></del>'
        '<ins><span class="compared-said">[toegevoegd: </span>i<span class="compared-said">]</span></ins>&gt;'
    )


def test_what_was_kept_is_looked_at_again():
    comparison = compare(text(paragraph("[a](https://a.nl)")), text(paragraph("[a](https://b.nl)")))
    comparison["content"][0]["content"][0]["marks"][0]["attrs"]["href"] = "javascript:alert(1)"
    with pytest.raises(TextUnreadable):
        to_html(comparison)

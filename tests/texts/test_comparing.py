import json
from copy import deepcopy

import pytest
from hypothesis import given

from iza_portal.texts.aligning import Budget, matching
from iza_portal.texts.building import bullets, heading, numbered, paragraph, quote, table, text
from iza_portal.texts.check import TextUnreadable, check
from iza_portal.texts.compared_words import in_words
from iza_portal.texts.comparing import NEW, OLD, brief, compare, compare_words, folded, side
from iza_portal.texts.plain import to_plain_text
from tests.texts.edits import two_texts
from tests.texts.trees import trees

STORY = "De gemeenten in de regio werken samen aan gezondheid, van jong tot oud en in elke wijk."
OTHER = "Verzekeraars betalen hieraan mee volgens de afspraken die zij eerder met de regio maakten."


def plain_side(tree, which):
    """The tree as a comparison answers it: pieces of text that are alike joined, all attributes said."""
    return side(compare(tree, tree), which)


def read(comparison, which):
    return to_plain_text(side(comparison, which))


def states(nodes):
    return [node.get("state", "same") for node in nodes]


def pieces(node):
    return [(piece.get("state", ""), piece.get("text", piece["type"])) for piece in node["content"]]


@given(two_texts())
def test_each_side_reads_as_it_was(pair):
    old, new = pair
    comparison = compare(old, new)
    assert read(comparison, OLD) == to_plain_text(old)
    assert read(comparison, NEW) == to_plain_text(new)
    check(side(comparison, OLD))
    check(side(comparison, NEW))


@given(two_texts())
def test_nothing_is_lost_of_either_side(pair):
    """Not the words alone: marks, levels, pictures, spans and all else of each side is in the comparison."""
    old, new = pair
    comparison = compare(old, new)
    for tree, which in ((old, OLD), (new, NEW)):
        assert compare(side(comparison, which), tree)["is_changed"] is False


@given(two_texts())
def test_a_comparison_can_be_kept_as_json(pair):
    comparison = compare(*pair)
    assert json.loads(json.dumps(comparison)) == comparison


@given(trees)
def test_a_text_does_not_differ_from_itself(tree):
    comparison = compare(tree, deepcopy(tree))
    assert comparison["is_changed"] is False
    assert comparison["counts"] == {}
    assert in_words(comparison) == "geen verschil"


@given(two_texts())
def test_what_counts_is_said_and_comparing_changes_neither_text(pair):
    old, new = deepcopy(pair)
    comparison = compare(*pair)
    assert pair == (old, new)
    assert comparison["is_changed"] == (in_words(comparison) != "geen verschil")


def test_words_that_differ_stand_beside_one_another():
    comparison = compare(text(paragraph("De opgave is wonen in 2026.")), text(paragraph("De opgave is zorg in 2027.")))
    assert pieces(comparison["content"][0]) == [
        ("", "De opgave is "),
        ("removed", "wonen"),
        ("added", "zorg"),
        ("", " in "),
        ("removed", "2026"),
        ("added", "2027"),
        ("", "."),
    ]
    assert in_words(comparison) == "1 alinea gewijzigd"


def test_what_stayed_by_chance_between_two_changes_goes_along():
    assert compare_words("de wonende inwoners van nu", "het werkende mensen van nu") == [
        ["removed", "de wonende inwoners"],
        ["added", "het werkende mensen"],
        ["", " van nu"],
    ]


def test_a_paragraph_that_went_to_the_front_does_not_make_the_others_new():
    rest = [heading("Opgaven"), paragraph(STORY), bullets("wonen", "zorg voor ouderen")]
    edited = [heading("Opgaven nu"), paragraph(STORY.replace("samen", "hard")), bullets("wonen", "zorg voor jongeren")]
    comparison = compare(text(*rest, paragraph(OTHER)), text(paragraph(OTHER), *edited))
    assert states(comparison["content"]) == ["added", "changed", "changed", "changed", "removed"]
    assert comparison["content"][0]["moved"] == comparison["content"][-1]["moved"]
    assert in_words(comparison) == "1 alinea gewijzigd, 1 verplaatst; 1 kopje gewijzigd; 1 punt gewijzigd"


def test_what_moved_and_changed_on_the_way_says_how():
    third = "Ouderen wonen langer thuis, en vragen daarom om andere zorg, dichtbij en met oog voor wie hen helpt."
    old = text(paragraph(STORY), paragraph(third), paragraph(OTHER))
    new = text(paragraph(STORY), paragraph(OTHER), paragraph(third.replace("dichtbij", "in de buurt")), paragraph("x"))
    moved = [node for node in compare(old, new)["content"] if "moved" in node]
    assert states(moved) == ["removed", "added"]
    assert ("added", "in de buurt") in pieces(moved[1]["merged"])


def test_marks_links_and_kinds_of_blocks():
    old = text(paragraph("Lees **alles** op [de site](https://a.nl) nu"), paragraph(STORY), bullets("a", "b"))
    new = text(paragraph("Lees alles op [de site](https://b.nl) nu"), heading(STORY, 4), numbered("a", "b"))
    comparison = compare(old, new)
    line, block, items = comparison["content"]
    assert [piece["was"] for piece in line["content"] if piece.get("state") == "restyled"] == [
        {"marks": [{"type": "strong"}]},
        {"marks": [{"type": "link", "attrs": {"href": "https://a.nl"}}]},
    ]
    assert block["was"] == {"type": "paragraph", "attrs": {}}
    assert items["was"]["type"] == "bullet_list"
    assert states(items["content"]) == ["same", "same"]
    assert in_words(comparison) == "1 link gewijzigd; opmaak gewijzigd op 3 plaatsen"


def test_a_list_says_which_items():
    comparison = compare(
        text(bullets("wonen", "zorg voor ouderen", "jeugd", "sport")),
        text(bullets("wonen", "zorg voor jongeren", "sport", "groen")),
    )
    assert states(comparison["content"][0]["content"]) == ["same", "changed", "removed", "same", "added"]
    assert in_words(comparison) == "1 punt gewijzigd, 1 toegevoegd, 1 vervallen"


def test_a_table_says_which_cells_rows_and_columns():
    old = table(["Doel", "2026"], ["Roken", "3%"], ["Bewegen", "12%"], ["Slapen", "5%"])
    cells = compare(text(old), text(table(["Doel", "2026"], ["Roken", "4%"], ["Bewegen", "12%"], ["Slapen", "5%"])))
    assert in_words(cells) == "tabel: 1 cel gewijzigd"
    rows = compare(text(old), text(table(["Doel", "2026"], ["Roken", "3%"], ["Eten", "1%"], ["Bewegen", "12%"])))
    assert states(rows["content"][0]["content"]) == ["same", "same", "added", "same", "removed"]
    assert in_words(rows) == "tabel: 1 rij toegevoegd, 1 vervallen"
    columns = compare(
        text(old),
        text(table(["Doel", "Wie", "2026"], ["Roken", "GGD", "3%"], ["Bewegen", "CZ", "12%"], ["Slapen", "CZ", "6%"])),
    )
    assert columns["content"][0]["columns"] == ["", "added", ""]
    assert in_words(columns) == "tabel: 1 kolom toegevoegd, 1 cel gewijzigd"


def test_a_figure_that_changed_whole_leaves_its_row_where_it_was():
    old = table(["Gemeente", "2024", "2025"], ["Ridderkerk", "12", "13"], ["Barendrecht", "14", "15"])
    new = table(["Gemeente", "2024", "2025"], ["Ridderkerk", "98", "97"], ["Barendrecht", "96", "95"])
    assert in_words(compare(text(old), text(new))) == "tabel: 4 cellen gewijzigd"


def test_tables_that_do_not_fit_in_one_grid_stand_after_one_another():
    wide = table(["Doel", "2026"], ["Roken", "3%"])
    wide["content"][1]["content"][0]["attrs"] = {"colspan": 1, "rowspan": 2}
    wide["content"].append({"type": "table_row", "content": [wide["content"][1]["content"][1]]})
    comparison = compare(text(wide), text(table(["Doel", "2026"], ["Roken", "3%"])))
    assert states(comparison["content"]) == ["removed", "added"]


def test_footnotes_figures_and_pictures():
    def line(words, note, shown):
        figure = {"indicator": "BEV04", "place": "GM0597", "year": 2024, "shown": shown}
        return {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": words},
                {"type": "footnote", "attrs": {"text": note}},
                {"type": "figure", "attrs": figure},
            ],
        }

    def picture(alt):
        return {"type": "picture", "attrs": {"picture": 3, "alt": alt}}

    comparison = compare(
        text(line("Zie de bron", "CBS, 2023", "22,6%"), picture("kaart")),
        text(line("Zie de bron", "CBS, 2024", "23,0%"), picture("kaart van de regio")),
    )
    notes = [node for node in comparison["content"][0]["content"] if node["type"] == "footnote"]
    assert notes[0]["paired"] is True
    assert notes[1]["pieces"] == [["", "CBS, "], ["removed", "2023"], ["added", "2024"]]
    assert comparison["content"][1]["was"]["attrs"]["alt"] == "kaart"
    assert in_words(comparison) == "1 afbeelding gewijzigd; 1 noot gewijzigd; 1 cijfer toegevoegd, 1 vervallen"


def test_a_quote_and_lines_that_are_empty():
    comparison = compare(text(quote("Samen", STORY)), text(quote("Samen", STORY.replace("jong", "klein"))))
    assert in_words(comparison) == "1 alinea gewijzigd"
    assert in_words(compare(text(paragraph("a")), text(paragraph("a"), paragraph("")))) == (
        "alleen in lege regels of in de indeling"
    )


def test_long_stretches_that_are_the_same_fold_and_the_heading_above_a_change_stays():
    blocks = [
        heading("Eerst"),
        *[paragraph(f"gelijk {n}") for n in range(9)],
        heading("Dan"),
        paragraph(STORY),
        paragraph("z"),
    ]
    changed = [*blocks[:11], paragraph(STORY.replace("jong", "klein")), *blocks[12:]]
    comparison = compare(text(*blocks), text(*changed))
    assert [len(part) if isinstance(part, list) else part["type"] for part in folded(comparison["content"])] == [
        10,
        "heading",
        "paragraph",
        "paragraph",
    ]
    kept = brief(comparison)
    assert kept["content"][0] == {"type": "left_out", "counts": {"heading": 1, "paragraph": 9}}
    assert read(kept, NEW) == to_plain_text(text(*changed[10:]))


def test_a_text_that_cannot_be_read_is_not_compared():
    with pytest.raises(TextUnreadable):
        compare(text(paragraph("a")), {"type": "doc", "content": [{"type": "script"}]})


def test_comparing_stays_within_its_budget():
    """What is made to be slow costs no more than was given: the rest counts as replaced."""
    budget = Budget(left=10_000)
    old, new = list("ab" * 2000), list("ba" * 1000 + "aab" * 700)
    pairs = matching(old, new, budget)
    assert budget.left >= 0
    assert all(old[one] == new[other] for one, other in pairs)
    assert pairs == sorted(set(pairs))

"""What people type, read as paragraphs and lists."""

from hypothesis import given
from hypothesis import strategies as st

from plans.letter import ItemList, Paragraph, blocks_of, cleaned


def test_a_blank_line_parts_paragraphs_and_a_line_end_stays():
    assert blocks_of("Een\r\ntwee\n\n\nDrie") == (Paragraph("Een\ntwee"), Paragraph("Drie"))


def test_lines_with_a_dash_or_a_number_are_lists():
    assert blocks_of("Wij vragen u:\n1. dit\n2. dat\n\n- een\n* twee\nEinde") == (
        Paragraph("Wij vragen u:"),
        ItemList(("dit", "dat"), is_numbered=True),
        ItemList(("een", "twee")),
        Paragraph("Einde"),
    )


def test_a_list_counts_on_over_a_blank_line_and_a_year_is_no_item():
    assert blocks_of("1. dit\n\n2. dat\n\n2026. Dat was het jaar") == (
        ItemList(("dit", "dat"), is_numbered=True),
        Paragraph("2026. Dat was het jaar"),
    )


def test_what_no_file_can_hold_or_turns_a_line_around_is_left_out():
    assert cleaned("a\x00b\x0bc\ufffed\u202ee\tf\u2066") == "abcde f"
    assert blocks_of("\x00 \n \u202e") == ()


@given(st.text(max_size=300))
def test_no_word_that_can_be_shown_is_lost(text):
    said = "".join(block.words if isinstance(block, Paragraph) else "".join(block.items) for block in blocks_of(text))
    assert [letter for letter in cleaned(text) if letter.isalpha()] == [letter for letter in said if letter.isalpha()]

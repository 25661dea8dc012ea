"""Numbers are read as their column writes them; what can be read in two ways is never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza_portal.sheets.cells import Exact
from iza_portal.sheets.notation import NoNumber, Notation, notation_of, parse

DUTCH, ENGLISH, AMBIGUOUS = Notation


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("22,6", "22.6"),
        ("22,60", "22.6"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1'234", "1234"),
        ("1’234’567", "1234567"),
        ("007", "7"),
        (",5", "0.5"),
        ("5,", "5"),
        ("0,000", "0"),
        ("-0,0", "0"),
        ("22,6%", "22.6"),
        ("22,6 %", "22.6"),
        ("7,9‰", "7.9"),
        ("€ 1.234,50", "1234.5"),
        ("€1.234", "1234"),
        ("1.234 €", "1234"),
        ("EUR 12", "12"),
        ("-5", "-5"),
        ("+5", "5"),
        ("−5,5", "-5.5"),
        ("–5", "-5"),
        ("€ -5", "-5"),
        ("-€ 5", "-5"),
        ("5-", "-5"),
        ("1,5E+3", "1500"),
        ("1,5E-3", "0.0015"),
    ],
)
def test_dutch_numbers_are_read(text, number):
    assert parse(text, DUTCH) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("22.6", "22.6"), ("1,234.5", "1234.5"), ("1,234", "1234"), ("1.234", "1.234"), ("-.5", "-0.5")],
)
def test_english_numbers_are_read(text, number):
    assert parse(text, ENGLISH) == number


@pytest.mark.parametrize(
    "text", ["", ".", "-", "–", "n.b.", "N.B.", "Onbekend", "NA", "#N/B", "#N/A", "n.v.t.", "niet bekend", "..."]
)
def test_signs_for_missing_are_known(text):
    assert parse(text, DUTCH) is NoNumber.MISSING


@pytest.mark.parametrize("text", ["x", "X", "(x)", "<5", "< 10", "<\u00a010", "≤ 10", "*", "**", "minder dan 5", "<5%"])
def test_signs_for_suppressed_are_known(text):
    assert parse(text, DUTCH) is NoNumber.SUPPRESSED


@pytest.mark.parametrize(
    "text",
    [
        "veel",
        "1.23.4",
        "1.2345",
        "12.34,5",
        "1,2,3",
        "1 23",
        "--5",
        "-5-",
        "5 6",
        "=1+1",
        "1e999",
        "1" * 31,
        "x" * 99,
        "€",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="“"):
        parse(text, DUTCH)


def test_an_error_of_the_spreadsheet_is_no_missing_value():
    with pytest.raises(ValueError, match="fout van het rekenprogramma"):
        parse("#DEEL/0!", DUTCH)


def test_a_number_in_the_other_notation_is_told_so():
    with pytest.raises(ValueError, match="past niet bij de notatie"):
        parse("22.6", DUTCH)


def test_an_ambiguous_column_reads_only_what_is_the_same_in_both():
    assert parse("1234", AMBIGUOUS) == "1234"
    assert parse("x", AMBIGUOUS) is NoNumber.SUPPRESSED
    for text in ("1.234", "22,6"):
        with pytest.raises(ValueError, match="op twee manieren"):
            parse(text, AMBIGUOUS)
    with pytest.raises(ValueError, match="geen getal"):
        parse("veel", AMBIGUOUS)


@pytest.mark.parametrize(
    ("cells", "notation"),
    [
        (["1.234"], AMBIGUOUS),
        (["1,234", "x", "12"], AMBIGUOUS),
        (["1.234", "22,6"], DUTCH),
        (["1.234", "1.234.567"], DUTCH),
        (["1.234", "0,123"], DUTCH),
        (["1.234", "22.6"], ENGLISH),
        (["1,234", "1,234.5"], ENGLISH),
        (["22,6", "22.6"], AMBIGUOUS),
        (["12", "1 234", "x", "veel", ""], DUTCH),
        ([], DUTCH),
        ([Exact("1.234"), Exact("22.6")], DUTCH),
        ([Exact("22.6"), "1.234"], AMBIGUOUS),
    ],
)
def test_the_notation_follows_from_cells_that_can_be_only_one(cells, notation):
    assert notation_of(cells) is notation


def test_the_rest_of_the_file_decides_where_a_column_does_not():
    assert notation_of(["1.234"], otherwise=DUTCH) is DUTCH
    assert notation_of(["1.234", "22.6"], otherwise=DUTCH) is ENGLISH


@pytest.mark.parametrize("notation", Notation)
def test_a_number_of_a_workbook_is_never_ambiguous(notation):
    assert parse(Exact("1.234"), notation) == "1.234"
    # The same text from CSV, right before or after it, is still another cell.
    assert parse("1.234", DUTCH) == "1234"


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12)


@given(numbers, st.sampled_from(["", ",", " ", "'"]))
def test_a_number_written_in_either_notation_is_read_back(number, thousands):
    english = f"{number:,.3f}".replace(",", thousands)
    dutch = f"{number:,.3f}".translate({ord(","): "." if thousands == "," else thousands, ord("."): ","})
    for text, notation in ((english, ENGLISH), (dutch, DUTCH)):
        read = parse(text, notation)
        assert Decimal(read) == number
        assert read == parse(read, ENGLISH)


@given(st.text(max_size=20), st.sampled_from(Notation))
def test_any_text_is_a_number_a_sign_or_refused(text, notation):
    try:
        value = parse(text, notation)
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017  (a text may be read as well)
    else:
        assert isinstance(value, NoNumber) or Decimal(value).is_finite()
    assert notation_of([text]) in Notation

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from iza_portal.texts.building import paragraph, table, text
from iza_portal.texts.grid import grid
from iza_portal.texts.html import to_html

cells = st.builds(
    lambda kind, columns, rows: {
        "type": kind,
        "attrs": {"colspan": columns, "rowspan": rows},
        "content": [paragraph("x")],
    },
    st.sampled_from(["table_cell", "table_header"]),
    st.integers(1, 3),
    st.integers(1, 3),
)
# Never wider than LIMITS.columns, with what reaches down from above.
tables = st.lists(st.lists(cells, max_size=3), min_size=1, max_size=6).filter(any)


@given(tables)
def test_every_place_of_the_grid_is_covered_once(rows):
    laid = grid({"type": "table", "content": [{"type": "table_row", "content": row} for row in rows]})
    widths = set()
    for part in (laid.head, laid.body):
        covered = Counter(
            (number + down, cell.column + right)
            for number, row in enumerate(part)
            for cell in row
            for down in range(cell.rows)
            for right in range(cell.columns)
        )
        if part:
            width = max(column for _, column in covered) + 1
            widths.add(width)
            assert covered == Counter((row, column) for row in range(len(part)) for column in range(width))
    assert len(widths) == 1
    assert laid.body


@given(tables)
def test_no_word_gets_lost_in_the_grid(rows):
    html = to_html(text({"type": "table", "content": [{"type": "table_row", "content": row} for row in rows]}))
    assert html.count("x") == sum(map(len, rows))


def test_columns_of_numbers_are_known_as_such():
    laid = grid(
        table(
            ["Gemeente", "Inwoners", "Bedrag", "Deel"], ["Goes", "39.000", "€ 1,5 mln", "3%"], ["Urk", "–", "", "acht"]
        )
    )
    for row in laid.head + laid.body:
        assert [cell.is_number for cell in row] == [False, True, True, False]

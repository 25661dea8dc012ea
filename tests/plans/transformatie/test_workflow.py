from pathlib import Path

from plans.transformatie.workflow import as_markdown

STATES = Path(__file__).parents[3] / "docs" / "transformatieplan-states.md"


def test_the_page_in_the_docs_is_the_table():
    assert STATES.read_text(encoding="utf-8") == as_markdown() + "\n"

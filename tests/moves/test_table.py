"""A table of moves with its own states and roles, beside the one that the regioplan has."""

import pytest
from django.db import models

from iza_portal.moves.forms import MoveForm
from iza_portal.moves.table import Move, Table


class Step(models.TextChoices):
    BEGUN = "begun", "begonnen"
    DISCUSSED = "discussed", "besproken"


class Who(models.TextChoices):
    INSURER = "insurer", "marktleider"
    MUNICIPALITY = "municipality", "coördinerende gemeente"


FORTH = Move(
    Step.BEGUN,
    Step.DISCUSSED,
    "Leg voor",
    "Iedereen leest het.",
    (Who.INSURER, Who.MUNICIPALITY),
    asks_date="Besproken op",
)
BACK = Move(Step.DISCUSSED, Step.BEGUN, "Neem terug", "U kunt weer verder.", (Who.INSURER,), needs_reason=True)
MOVES = Table([FORTH, BACK])


@pytest.mark.parametrize(
    ("source", "target", "move"),
    [("begun", "discussed", FORTH), ("discussed", "begun", BACK), ("begun", "begun", None)],
)
def test_a_move_is_found_by_where_it_begins_and_ends(source, target, move):
    assert MOVES.find(source, target) is move


def test_the_database_gets_the_same_moves():
    assert MOVES.legal == [("begun", "discussed"), ("discussed", "begun")]


def test_the_docs_name_everybody_who_may_and_what_is_asked():
    page = MOVES.as_markdown(of="regiobeeld", module="regions/workflow.py")
    assert page.startswith("# The states of a regiobeeld\n\nMade from `regions/workflow.py`")
    assert page.splitlines()[-2:] == [
        "| begonnen | besproken | Leg voor | marktleider or coördinerende gemeente | the day | Iedereen leest het. |",
        "| besproken | begonnen | Neem terug | marktleider | the reason | U kunt weer verder. |",
    ]


@pytest.mark.parametrize(("move", "label"), [(FORTH, "Besproken op"), (BACK, "Waarom")])
def test_the_form_asks_for_what_the_move_needs(move, label):
    assert [field.label for field in MoveForm(move=move)] == [label]

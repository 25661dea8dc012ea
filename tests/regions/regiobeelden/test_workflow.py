"""The table of moves: the page in the docs, the trigger, and any row of moves by anybody."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iza_portal.trail.recording import history
from regions.models import BeeldStatus, Regiobeeld, Theme
from regions.regiobeelden import rules
from regions.regiobeelden.adoption import move
from regions.regiobeelden.workflow import EXPECTED, MOVES, as_markdown
from tests.factories import RegiobeeldFactory

STATES = Path(__file__).parents[3] / "docs" / "regiobeeld-states.md"
PEOPLE = ["regiocoordinator", "beoordelaar_1", "ambtenaar", "kassier", "andere_regiocoordinator", "portaalbeheerder"]


def test_the_page_in_the_docs_is_the_table():
    assert STATES.read_text(encoding="utf-8") == as_markdown() + "\n"


def test_of_every_state_that_goes_on_it_is_said_what_is_expected():
    assert set(BeeldStatus) - set(EXPECTED) == {BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING}


@pytest.mark.parametrize(
    ("source", "target"), [(a, b) for a in BeeldStatus for b in BeeldStatus if a != b and (a, b) not in MOVES.legal]
)
def test_the_database_refuses_an_illegal_move_from_any_other_path(cast, source, target):
    beeld = RegiobeeldFactory(region=cast.region, edition=2040, status=source)
    with (
        pytest.raises(ProgrammingError, match="Invalid transition"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE regions_regiobeeld SET status = %s WHERE id = %s", [target, beeld.pk])
    beeld.refresh_from_db()
    assert beeld.status == source


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tries=st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.one_of(
                st.sampled_from(list(MOVES)).map(lambda move: (move.source, move.target)),
                st.tuples(st.sampled_from(BeeldStatus), st.sampled_from(BeeldStatus)),
            ),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_whatever_people_try_it_goes_along_the_table_and_by_who_may(cast, tries):
    with transaction.atomic():
        beeld = RegiobeeldFactory(region=cast.region, edition=2041, proposal="Zo maken wij dit.")
        Theme.objects.create(regiobeeld=beeld, position=1, title="Zorg", plain_text="Er staat iets.")
        for name, (source, target) in tries:
            before, step = beeld.status, MOVES.find(source, target)
            may = step is not None and rules.may_move(cast.people[name], beeld, step)
            try:
                move(
                    beeld,
                    by=cast.people[name],
                    source=source,
                    target=target,
                    reason="nodig",
                    url="https://zorgakkoorden.nl/beeld",
                )
                has_moved = True
            except (PermissionDenied, ValidationError):
                has_moved = False
            beeld.refresh_from_db()
            # A herijking is begun with its edition, by another operation.
            assert has_moved == (may and before == source and target != BeeldStatus.HERIJKING)
            assert beeld.status == (target if has_moved else before)
        assert history(beeld).count() == len(set(history(beeld).values_list("pk", flat=True)))
        adopted = Regiobeeld.objects.filter(pk=beeld.pk, adopted__isnull=False).exists()
        assert adopted == (beeld.status in {"vastgesteld", "gepubliceerd"})
        transaction.set_rollback(True)

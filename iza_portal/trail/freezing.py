"""Triggers that keep what lies below an adopted document as it is, whatever path a change comes by."""

from collections.abc import Iterable

import pgtrigger

from iza_portal.trail.models import never_emptied


def frozen(parent: str, *, table: str, states: Iterable[str], sentence: str) -> list[pgtrigger.Trigger]:
    """Make the triggers that refuse every change of rows below a document of `table` that is in one of `states`.

    `parent` is SQL that answers the key of the document of the row that it calls `it`; `sentence` says what is refused. The
    lock waits for an adoption that is under way, so that nothing slips in beside it. TRUNCATE asks of no row: it is refused
    whole.
    """
    quoted = ", ".join(f"'{state}'" for state in states)
    of_rows = pgtrigger.Trigger(
        name="frozen_when_adopted",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("it", "RECORD"), ("state", "TEXT")],
        func=f"""
            FOR side IN 1..2 LOOP
                CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');
                IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;
                SELECT status INTO state FROM {table} WHERE id = ({parent}) FOR SHARE;
                IF state IN ({quoted}) THEN
                    RAISE EXCEPTION '{sentence} (%)', TG_TABLE_NAME;
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 (nothing of a person is in it)
    )
    return [of_rows, never_emptied(sentence)]

"""Triggers that stand in for the foreign keys of figures, which come in by hundreds of thousands."""

import pgtrigger

TABLES = {"batch": "regions_figurebatch"}


def points_at_what_is_there(*columns: str) -> str:
    """Answer the body of a trigger that refuses added rows which point at what is not there.

    As a foreign key does, it holds what they point at, so that nobody deletes that before the rows are there for all to see.
    """
    checks = "".join(
        f"""
        PERFORM FROM {TABLES.get(column, f"regions_{column}")} WHERE id IN (SELECT {column}_id FROM added) FOR KEY SHARE;
        IF EXISTS (
            SELECT FROM (SELECT DISTINCT {column}_id AS id FROM added) AS told
            WHERE told.id IS NOT NULL
                AND NOT EXISTS (SELECT FROM {TABLES.get(column, f"regions_{column}")} AS there WHERE there.id = told.id)
        ) THEN
            RAISE foreign_key_violation USING MESSAGE = 'a figure points at a {column} that is not there';
        END IF;"""  # noqa: S608 (names of our own tables)
        for column in columns
    )
    return f"{checks}\n        RETURN NULL;"


def figures_protect(column: str) -> list[pgtrigger.Trigger]:
    """Answer the triggers of what figures point at by `column`: while there are any, it keeps its key and is not deleted."""
    return [
        pgtrigger.Trigger(
            name="figures_protect",
            operation=pgtrigger.Delete | pgtrigger.UpdateOf("id"),
            when=pgtrigger.Before,
            func=f"""
        IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN
            RETURN NEW;
        END IF;
        IF EXISTS (SELECT FROM regions_figure WHERE {column}_id = OLD.id) THEN
            RAISE foreign_key_violation USING MESSAGE = 'there are figures of this {column}';
        END IF;
        RETURN coalesce(NEW, OLD);""",
        ),
        pgtrigger.Trigger(
            name="figures_protect_all",
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            # Afterwards, so that figures may be emptied together with what they point at.
            when=pgtrigger.After,
            func=f"""
        IF EXISTS (SELECT FROM regions_figure WHERE {column}_id IS NOT NULL) THEN
            RAISE foreign_key_violation USING MESSAGE = 'there are figures of a {column}';
        END IF;
        RETURN NULL;""",
        ),
    ]

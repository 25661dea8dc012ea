"""Triggers that stand in for the foreign keys of figures, which come in by hundreds of thousands."""

import pgtrigger

TABLES = {"batch": "regions_figurebatch"}


def points_at_what_is_there(*columns: str) -> str:
    """Answer the body of a trigger that refuses added rows which point at what is not there."""
    checks = "".join(
        f"""
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


def figures_protect(column: str) -> pgtrigger.Trigger:
    """Answer the trigger of what figures point at by `column`: it is not deleted while there are any."""
    return pgtrigger.Trigger(
        name="figures_protect",
        operation=pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
        IF EXISTS (SELECT FROM regions_figure WHERE {column}_id = OLD.id) THEN
            RAISE foreign_key_violation USING MESSAGE = 'there are figures of this {column}';
        END IF;
        RETURN OLD;""",
    )

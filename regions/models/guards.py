"""Triggers that stand in for the foreign keys of figures, which come in by hundreds of thousands."""

import pgtrigger

TABLES = {"batch": "regions_figurebatch"}


def figures_point_at_what_is_there(*columns: str) -> pgtrigger.Trigger:
    """Answer the trigger that refuses added figures which point at what is not there.

    As a foreign key does, it holds what they point at, so that nobody deletes that before the figures are there for all to
    see. It goes through the added rows once: they are many, and what they point at is little.
    """
    keys = ", ".join(f"{column}_id" for column in columns)
    told = ", ".join(f"array_agg(DISTINCT {column}_id) FILTER (WHERE {column}_id IS NOT NULL)" for column in columns)
    checks = "".join(
        f"""
        PERFORM FROM {TABLES.get(column, f"regions_{column}")} WHERE id = ANY({column}_ids) FOR KEY SHARE;
        GET DIAGNOSTICS there = ROW_COUNT;
        IF there < cardinality({column}_ids) THEN
            RAISE foreign_key_violation USING MESSAGE = 'a figure points at a {column} that is not there';
        END IF;"""
        for column in columns
    )
    return pgtrigger.Trigger(
        name="figure_of_what_is_there",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="added"),
        declare=[("there", "bigint"), *((f"{column}_ids", "bigint[]") for column in columns)],
        func=f"""
        SELECT {told} INTO {", ".join(f"{column}_ids" for column in columns)}
        FROM (SELECT DISTINCT {keys} FROM added) AS once;{checks}
        RETURN NULL;""",  # noqa: S608
    )


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

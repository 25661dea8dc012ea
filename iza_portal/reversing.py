"""Undoing a migration: refused where that would lose what people made."""

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError


def keep_rows(app: str, *names: str) -> migrations.RunPython:
    """Make the operation that refuses the way back while there are rows of these models of `app`.

    It stands last in a migration, so that it comes first on the way back.
    """

    def refuse_to_lose(apps, schema_editor) -> None:
        for name in names:
            if apps.get_model(app, name).objects.exists():
                raise IrreversibleError(
                    f"There are rows of {app}.{name}, and going back would lose them. "
                    "Put back a copy of the database of before the migration instead."
                )

    return migrations.RunPython(migrations.RunPython.noop, refuse_to_lose)

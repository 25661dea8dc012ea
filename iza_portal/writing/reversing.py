"""Undoing the migrations of writing together: refused where that would lose what people wrote."""

from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError


def refuse_to_lose(apps, schema_editor) -> None:
    """Raise IrreversibleError while there are changes, talks or versions: bodies alone do not hold them."""
    for name in ("Update", "Thread", "Version"):
        if apps.get_model("writing", name).objects.exists():
            raise IrreversibleError(
                f"People wrote together ({name}), and going back would lose their changes, talks and versions. "
                "Put back a copy of the database of before the migration instead."
            )


#: Stands last in a migration, so that it comes first on the way back.
KEEP_WHAT_WAS_WRITTEN = migrations.RunPython(migrations.RunPython.noop, refuse_to_lose)

from django.core.cache import caches
from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {schema_editor.quote_name(caches['default']._table)}")


class Migration(migrations.Migration):
    """The table of the cache, in which the limits on signing in are counted."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0014_divisions_keep_to_mandates"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="spukaanvraag",
            trigger=pgtrigger.compiler.Trigger(
                name="begins_as_concept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"status\" = 'ingediend')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="85f9cd8c5f81d98d3eedc7e965072017aef3ef15",
                    operation="INSERT",
                    pgid="pgtrigger_begins_as_concept_c425d",
                    table="funding_spukaanvraag",
                    when="BEFORE",
                ),
            ),
        ),
    ]

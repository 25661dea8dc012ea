import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from iza_portal.reversing import keep_rows


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0005_decisions_say_what_was_booked"),
    ]

    operations = [
        migrations.CreateModel(
            name="VerantwoordingPdf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "verantwoording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pdf", to="funding.verantwoording"
                    ),
                ),
            ],
            options={
                "verbose_name": "PDF van een verantwoording",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verantwoordingpdf",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_for_good",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2fbe01fe12e01d171420feeca02f29c7a0ca9458",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_kept_for_good_1a47e",
                    table="funding_verantwoordingpdf",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verantwoordingpdf",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase\n                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)\n                    ) THEN\n                        RAISE EXCEPTION 'A settled account is kept for good';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="64ea6cb7c90a52b7809bf7becd603bdc55f1c881",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_23c4d",
                    table="funding_verantwoordingpdf",
                    when="BEFORE",
                ),
            ),
        ),
        keep_rows("funding", "VerantwoordingPdf"),
    ]

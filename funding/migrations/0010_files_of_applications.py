import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from iza_portal.reversing import keep_rows


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0009_applications_for_the_spuk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Aanvraagbestand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requested_at", models.DateTimeField(verbose_name="aangevraagd op")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("aangevraagd", "in de wachtrij"),
                            ("bezig", "bezig"),
                            ("klaar", "klaar"),
                            ("mislukt", "mislukt"),
                        ],
                        default="aangevraagd",
                        max_length=12,
                        verbose_name="stand",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True)),
                ("number", models.PositiveIntegerField(verbose_name="volgnummer")),
                ("on", models.DateField(verbose_name="zoals op")),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64, verbose_name="kenmerk van de inhoud")),
                ("file", models.CharField(blank=True, max_length=100)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("bytes", models.PositiveBigIntegerField(null=True)),
                (
                    "aanvraag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bestanden", to="funding.spukaanvraag"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "bestand van een SPUK-aanvraag",
                "verbose_name_plural": "bestanden van SPUK-aanvragen",
                "ordering": ["aanvraag", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("aanvraag", "number"), name="aanvraagbestand_number_once"),
                    models.UniqueConstraint(fields=("aanvraag", "content_hash"), name="aanvraagbestand_content_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "klaar"), _negated=True),
                            models.Q(
                                models.Q(("file", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                                ("bytes__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="aanvraagbestand_ready_has_file",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagbestand",
            trigger=pgtrigger.compiler.Trigger(
                name="content_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."aanvraag_id" IS DISTINCT FROM (NEW."aanvraag_id") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."on" IS DISTINCT FROM (NEW."on"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f5519a3cba5361b0b12bea9cd12e993705b2f4d7",
                    operation="UPDATE",
                    pgid="pgtrigger_content_stays_6a52a",
                    table="funding_aanvraagbestand",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagbestand",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_with_what_was_handed_in",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (\n                        SELECT FROM funding_spukaanvraag WHERE id = OLD.aanvraag_id AND status = 'ingediend'\n                    ) THEN\n                        RAISE EXCEPTION 'The files of what was applied for are kept (%)', OLD.aanvraag_id;\n                    END IF;\n                    RETURN OLD;\n                ",
                    hash="cc7e88739917634593e89a35fd5db127a6bda024",
                    operation="DELETE",
                    pgid="pgtrigger_kept_with_what_was_handed_in_17121",
                    table="funding_aanvraagbestand",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagbestand",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase\n                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)\n                    ) THEN\n                        RAISE EXCEPTION 'Files of applications are kept';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="55049dbed2f1f79ac892d92524976db26d53b44a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_44939",
                    table="funding_aanvraagbestand",
                    when="BEFORE",
                ),
            ),
        ),
        keep_rows("funding", "Aanvraagbestand"),
    ]

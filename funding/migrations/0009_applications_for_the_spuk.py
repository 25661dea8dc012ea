import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from iza_portal.reversing import keep_rows


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cache_table"),
        ("funding", "0007_postings_are_held_by_the_statement"),
        ("plans", "0013_openbaar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SpukAanvraag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("concept", "concept"), ("ingediend", "ingediend")],
                        default="concept",
                        max_length=10,
                        verbose_name="stand",
                    ),
                ),
                ("submitted_on", models.DateField(blank=True, null=True, verbose_name="ingediend op")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="kenmerk van DUS-I")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="begonnen op")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "aanvrager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="aanvrager",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "overeenkomst",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.transformatiestuk",
                        verbose_name="overeenkomst",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spuk_aanvragen",
                        to="plans.transformatieplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "aanvraag voor de SPUK transformatiemiddelen",
                "verbose_name_plural": "aanvragen voor de SPUK transformatiemiddelen",
                "ordering": ["plan", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Aanvraagdeelnemer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="toegevoegd op")),
                (
                    "bewijs",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.transformatiestuk",
                        verbose_name="bewijs van penvoerderschap",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partij",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spuk_deelname",
                        to="plans.transformatiepartij",
                        verbose_name="gemeente",
                    ),
                ),
                (
                    "aanvraag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deelnemers",
                        to="funding.spukaanvraag",
                    ),
                ),
            ],
            options={
                "verbose_name": "gemeente in een aanvraag",
                "verbose_name_plural": "gemeenten in een aanvraag",
                "ordering": ["aanvraag", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Begrotingsregel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="plaats")),
                ("activity", models.CharField(max_length=300, verbose_name="activiteit")),
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("costs", models.BigIntegerField(verbose_name="kosten in centen")),
                ("revenues", models.BigIntegerField(blank=True, null=True, verbose_name="opbrengsten in centen")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "bedrag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="begrotingsregels",
                        to="plans.mijlpaalbedrag",
                        verbose_name="bedrag bij de mijlpaal",
                    ),
                ),
                (
                    "deelnemer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regels",
                        to="funding.aanvraagdeelnemer",
                    ),
                ),
            ],
            options={
                "verbose_name": "regel van de begroting",
                "verbose_name_plural": "regels van de begroting",
                "ordering": ["deelnemer", "bedrag__mijlpaal__position", "bedrag", "year", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("costs__gt", 0), ("costs__lte", 10000000000000), models.Q(("activity", ""), _negated=True)
                        ),
                        name="begrotingsregel_is_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revenues", None),
                            models.Q(("revenues__gte", 0), ("revenues__lte", models.F("costs"))),
                            _connector="OR",
                        ),
                        name="begrotingsregel_asks_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)), name="begrotingsregel_year"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="begrotingsregel",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_when_adopted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE it RECORD; state TEXT;",
                    func="\n            FOR side IN 1..2 LOOP\n                CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');\n                IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;\n                SELECT status INTO state FROM funding_spukaanvraag WHERE id = (SELECT aanvraag_id FROM funding_aanvraagdeelnemer WHERE id = it.deelnemer_id) FOR SHARE;\n                IF state IN ('ingediend') THEN\n                    RAISE EXCEPTION 'What was applied for stays as it is (%)', TG_TABLE_NAME;\n                END IF;\n            END LOOP;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="e0471ff5332b7efef45687229dd529022554c98b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_when_adopted_9f949",
                    table="funding_begrotingsregel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="begrotingsregel",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase\n                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)\n                    ) THEN\n                        RAISE EXCEPTION 'What was applied for stays as it is';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="389c46cda16c923af39621370f698038a93a6cda",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_93cf2",
                    table="funding_begrotingsregel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="begrotingsregel",
            trigger=pgtrigger.compiler.Trigger(
                name="is_about_its_municipality",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM funding_aanvraagdeelnemer deelnemer\n                        JOIN plans_mijlpaalbedrag bedrag ON bedrag.partij_id = deelnemer.partij_id\n                        WHERE deelnemer.id = NEW.deelnemer_id AND bedrag.id = NEW.bedrag_id\n                    ) THEN\n                        RAISE EXCEPTION 'A line is about an amount of its own municipality (%)', NEW.bedrag_id;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="4d26ba0d5d455cb35604fc1ba086e3dfc6efda53",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_is_about_its_municipality_756cf",
                    table="funding_begrotingsregel",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="spukaanvraag",
            constraint=models.UniqueConstraint(fields=("plan", "aanvrager"), name="spukaanvraag_once"),
        ),
        migrations.AddConstraint(
            model_name="spukaanvraag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reference", ""), ("status", "concept"), ("submitted_on", None)),
                    models.Q(
                        ("overeenkomst__isnull", False),
                        ("status", "ingediend"),
                        ("submitted_on__isnull", False),
                        models.Q(("reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spukaanvraag_says_when_submitted",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spukaanvraag",
            trigger=pgtrigger.compiler.Trigger(
                name="submitted_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'ingediend')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="652c71eb3d800bf859131026a55cf7aaf250f827",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_submitted_stays_60b89",
                    table="funding_spukaanvraag",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spukaanvraag",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase\n                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)\n                    ) THEN\n                        RAISE EXCEPTION 'What was applied for stays as it is';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="c4841dd71681f0f8f3c0bfa3fb536c51c2ed3285",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_80990",
                    table="funding_spukaanvraag",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="spukaanvraag",
            trigger=pgtrigger.compiler.Trigger(
                name="submitted_fits",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"status\" = 'ingediend' AND OLD.\"status\" = 'concept')",
                    func="\n                    IF EXISTS (\n                        SELECT FROM funding_aanvraagdeelnemer deelnemer\n                        JOIN plans_mijlpaalbedrag bedrag ON bedrag.partij_id = deelnemer.partij_id\n                        LEFT JOIN funding_begrotingsregel regel ON regel.bedrag_id = bedrag.id\n                        WHERE deelnemer.aanvraag_id = NEW.id\n                        GROUP BY bedrag.id\n                        HAVING coalesce(sum(regel.costs - regel.revenues), 0) <> bedrag.amount * 100\n                            OR bool_or(regel.id IS NOT NULL AND regel.revenues IS NULL)\n                    ) OR EXISTS (\n                        SELECT FROM funding_aanvraagdeelnemer deelnemer\n                        JOIN plans_transformatiepartij partij ON partij.id = deelnemer.partij_id\n                        WHERE deelnemer.aanvraag_id = NEW.id AND deelnemer.bewijs_id IS NULL\n                            AND partij.organisation_id <> NEW.aanvrager_id\n                    ) THEN\n                        RAISE EXCEPTION 'What is handed in fits its milestones, with the proof of each other (%)', NEW.id;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="5f4ed7701dee0e78677c033f7924e763c4542441",
                    operation="UPDATE",
                    pgid="pgtrigger_submitted_fits_4b45c",
                    table="funding_spukaanvraag",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagdeelnemer",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_when_adopted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE it RECORD; state TEXT;",
                    func="\n            FOR side IN 1..2 LOOP\n                CONTINUE WHEN (side = 1 AND TG_OP = 'INSERT') OR (side = 2 AND TG_OP = 'DELETE');\n                IF side = 1 THEN it := OLD; ELSE it := NEW; END IF;\n                SELECT status INTO state FROM funding_spukaanvraag WHERE id = (it.aanvraag_id) FOR SHARE;\n                IF state IN ('ingediend') THEN\n                    RAISE EXCEPTION 'What was applied for stays as it is (%)', TG_TABLE_NAME;\n                END IF;\n            END LOOP;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="7a68a670f489b40d2d93719da75dbb965255bda8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_when_adopted_9e808",
                    table="funding_aanvraagdeelnemer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagdeelnemer",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase\n                        WHERE datname = current_database() AND setrole = 0 AND 'iza.test_database=on' = ANY (setconfig)\n                    ) THEN\n                        RAISE EXCEPTION 'What was applied for stays as it is';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="b78457cfc4ae719edb8bf6a5970b73bd91495e5d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_2aeb3",
                    table="funding_aanvraagdeelnemer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="aanvraagdeelnemer",
            trigger=pgtrigger.compiler.Trigger(
                name="is_a_municipality_of_the_plan",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM plans_transformatiepartij partij\n                        JOIN funding_spukaanvraag aanvraag ON aanvraag.plan_id = partij.plan_id\n                        JOIN accounts_organisation organisation ON organisation.id = partij.organisation_id\n                        WHERE partij.id = NEW.partij_id AND aanvraag.id = NEW.aanvraag_id\n                            AND partij.part IN ('indiener', 'betrokken') AND organisation.kind = 'gemeente'\n                    ) THEN\n                        RAISE EXCEPTION 'Only a municipality that does the plan is in an application (%)', NEW.partij_id;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="c27000574e22dd94fbe1e8cc760acc7a0b1e6865",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_is_a_municipality_of_the_plan_a4932",
                    table="funding_aanvraagdeelnemer",
                    when="BEFORE",
                ),
            ),
        ),
        keep_rows("funding", "SpukAanvraag", "Aanvraagdeelnemer", "Begrotingsregel"),
    ]

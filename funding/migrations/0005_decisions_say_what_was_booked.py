import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def keep_settlements(apps, schema_editor):
    """Refuse the way back while years are settled at what was granted: no posting tells of those."""
    if apps.get_model("funding", "Beschikking").objects.filter(boekstuk=None).exists():
        raise IrreversibleError(
            "There are rows of funding.Beschikking without a posting, and going back would lose them. "
            "Put back a copy of the database of before the migration instead."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0004_amounts_stand_in_the_ledger_alone"),
        ("regions", "0007_werkagenda"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="beschikking",
            name="beschikking_is_money",
        ),
        migrations.AlterField(
            model_name="beschikking",
            name="boekstuk",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="beschikking",
                to="funding.boekstuk",
            ),
        ),
        migrations.AddIndex(
            model_name="boeking",
            index=models.Index(
                condition=models.Q(("soort", "verlening")),
                fields=["budget", "year"],
                include=("cents", "boekstuk"),
                name="boeking_granted",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="beschikking",
            trigger=pgtrigger.compiler.Trigger(
                name="says_what_was_booked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n                    IF NEW.boekstuk_id IS NOT NULL AND NOT EXISTS (\n                        SELECT FROM funding_boekstuk boekstuk\n                        WHERE boekstuk.id = NEW.boekstuk_id AND boekstuk.act = 'beschikking'\n                            AND boekstuk.budget_id = NEW.budget_id AND boekstuk.cents = NEW.cents\n                            AND NOT EXISTS (\n                                SELECT FROM funding_boeking boeking WHERE boeking.boekstuk_id = boekstuk.id\n                                    AND (boeking.soort <> 'verlening' OR boeking.year <> NEW.year)\n                            )\n                    ) THEN\n                        RAISE EXCEPTION 'A decision says what was booked by it (%)', NEW.id;\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="0e07c97f4134e176582d58f3ba164aeafd2b3676",
                    operation="INSERT",
                    pgid="pgtrigger_says_what_was_booked_a7979",
                    table="funding_beschikking",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="beschikking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("boekstuk__isnull", False), models.Q(("cents", 0), _negated=True)),
                    models.Q(("boekstuk", None), ("cents", 0), ("kind", "vaststelling")),
                    _connector="OR",
                ),
                name="beschikking_booked_where_it_changes",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_settlements),
    ]

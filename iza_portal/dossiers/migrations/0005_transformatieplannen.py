import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


def refuse_to_lose(apps, schema_editor):
    """Refuse the way back while there are dossiers of transformatieplannen: without their plan they are of nothing."""
    if apps.get_model("dossiers", "Dossier").objects.exclude(transformatieplan=None).exists():
        raise IrreversibleError(
            "There are dossiers of transformatieplannen, and going back would lose what they are of."
        )


class Migration(migrations.Migration):
    """A dossier may be of a transformatieplan, too; those that are there stay what they are."""

    dependencies = [
        ("dossiers", "0004_opgaven_and_besluiten"),
        ("plans", "0007_transformatieplannen"),
        ("regions", "0007_werkagenda"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dossier",
            name="dossier_content_once",
        ),
        migrations.RemoveConstraint(
            model_name="dossier",
            name="dossier_is_of_one_kind",
        ),
        migrations.RemoveConstraint(
            model_name="dossier",
            name="dossier_knows_the_states_of_its_subjects",
        ),
        migrations.AddField(
            model_name="dossier",
            name="indiening",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.indiening",
                verbose_name="indiening",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="transformatieplan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="plans.transformatieplan",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="transformatieplan_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("genoemd", "alleen genoemd"),
                    ("concept", "snelle toets in voorbereiding"),
                    ("snelle_toets", "snelle toets ingediend"),
                    ("aanvullen", "snelle toets aan te vullen"),
                    ("niet_impactvol", "niet impactvol"),
                    ("uitwerken", "impactvol, in uitwerking"),
                    ("beoordeling", "plan in beoordeling"),
                    ("voorgenomen", "voorgenomen besluit, vragenronde"),
                    ("aanpassen", "plan aan te passen"),
                    ("wachtrij", "goedgekeurd, wacht op geld"),
                    ("uitvoering", "goedgekeurd, in uitvoering"),
                    ("afgerond", "afgerond"),
                    ("gestopt", "gestopt in de uitvoering"),
                    ("ingetrokken", "ingetrokken door de indieners"),
                ],
                max_length=20,
                verbose_name="stand van het transformatieplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                fields=("transformatieplan", "number"), name="dossier_transformatie_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "mislukt"), _negated=True),
                fields=("plan", "regiobeeld", "region", "transformatieplan", "indiening", "content_hash"),
                name="dossier_content_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("indiening", None),
                        ("transformatieplan", None),
                        models.Q(
                            models.Q(("plan__isnull", False), ("regiobeeld", None)),
                            models.Q(("plan", None), ("regiobeeld__isnull", False)),
                            models.Q(("plan__isnull", False), ("regiobeeld__isnull", False), ("region__isnull", False)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("plan", None), ("regiobeeld", None), ("region", None), ("transformatieplan__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="dossier_is_of_one_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("plan", None), ("plan_status", "")),
                        models.Q(("plan__isnull", False), models.Q(("plan_status", ""), _negated=True)),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("regiobeeld", None), ("regiobeeld_status", "")),
                        models.Q(("regiobeeld__isnull", False), models.Q(("regiobeeld_status", ""), _negated=True)),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("transformatieplan", None), ("transformatieplan_status", "")),
                        models.Q(
                            ("transformatieplan__isnull", False),
                            models.Q(("transformatieplan_status", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="dossier_knows_the_states_of_its_subjects",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, refuse_to_lose),
    ]

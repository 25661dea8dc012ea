import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A dossier may be of a regiobeeld or of a region, too; those that are there stay what they are: of their plans."""

    dependencies = [
        ("dossiers", "0002_work"),
        ("plans", "0001_initial"),
        ("regions", "0003_regiobeelden"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="dossier",
            name="dossier_number_once",
        ),
        migrations.RemoveConstraint(
            model_name="dossier",
            name="dossier_content_once",
        ),
        migrations.AddField(
            model_name="dossier",
            name="regiobeeld",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="regions.regiobeeld"
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="regiobeeld_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("basisbeeld", "basisbeeld ontvangen"),
                    ("procesvoorstel", "procesvoorstel"),
                    ("verrijking", "verrijking"),
                    ("leesversie", "leesversie"),
                    ("besproken", "besproken aan tafel"),
                    ("vastgesteld", "vastgesteld"),
                    ("gepubliceerd", "gepubliceerd"),
                    ("herijking", "wordt herijkt"),
                ],
                max_length=20,
                verbose_name="status van het regiobeeld",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="region",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="regions.region",
                verbose_name="regio",
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="plan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="dossiers", to="plans.regioplan"
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="plan_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("concept", "concept"),
                    ("ter_consultatie", "ter consultatie"),
                    ("akkoord_tafel", "akkoord tafel"),
                    ("vastgesteld", "vastgesteld"),
                    ("gepubliceerd", "gepubliceerd"),
                ],
                max_length=20,
                verbose_name="status van het plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region", None)), fields=("plan", "number"), name="dossier_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region", None)), fields=("regiobeeld", "number"), name="dossier_beeld_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(fields=("region", "number"), name="dossier_region_number_once"),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "mislukt"), _negated=True),
                fields=("plan", "regiobeeld", "region", "content_hash"),
                name="dossier_content_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("plan__isnull", False), ("regiobeeld", None)),
                    models.Q(("plan", None), ("regiobeeld__isnull", False)),
                    models.Q(("plan__isnull", False), ("regiobeeld__isnull", False), ("region__isnull", False)),
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
                ),
                name="dossier_knows_the_states_of_its_subjects",
            ),
        ),
    ]

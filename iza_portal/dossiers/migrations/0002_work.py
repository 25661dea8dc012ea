from django.db import migrations, models


class Migration(migrations.Migration):
    """Only a word changes: the table stays as it is."""

    dependencies = [("dossiers", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="state",
            field=models.CharField(
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
        )
    ]

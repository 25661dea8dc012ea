import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from iza_portal.writing.reversing import KEEP_WHAT_WAS_WRITTEN


def _owner(related_name):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to=settings.AUTH_USER_MODEL,
        verbose_name="eigenaar",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0003_regiobeelden"),
        ("writing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("point", "due_on", models.DateField(blank=True, null=True, verbose_name="af op")),
        migrations.AddField(
            "point", "is_ready", models.BooleanField(db_default=False, default=False, verbose_name="klaar")
        ),
        migrations.AddField("point", "owner", _owner("owned_points")),
        migrations.AddField(
            "theme",
            "document",
            models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="writing.document",
            ),
        ),
        migrations.AddField("theme", "due_on", models.DateField(blank=True, null=True, verbose_name="af op")),
        migrations.AddField(
            "theme", "is_ready", models.BooleanField(db_default=False, default=False, verbose_name="klaar")
        ),
        migrations.AddField("theme", "owner", _owner("owned_themes")),
        KEEP_WHAT_WAS_WRITTEN,
    ]

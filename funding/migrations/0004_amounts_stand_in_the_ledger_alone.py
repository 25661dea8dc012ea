from django.db import migrations

from iza_portal.reversing import keep_rows


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_published_amounts_are_booked")]

    operations = [
        migrations.DeleteModel(name="Uitkering"),
        # What people made since is lost on the way back; the published amounts are put back by the migration before.
        keep_rows("funding", "Budgetregel", "Geldstuk", "Machtiging", "Verantwoording", "Verdeelvoorstel", "Inlezing"),
    ]

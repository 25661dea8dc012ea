from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0011_lines_and_corrections_are_held_by_the_statement")]

    operations = [migrations.AddField(model_name="inlezing", name="rows", field=models.BinaryField(null=True))]

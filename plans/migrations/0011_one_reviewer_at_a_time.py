from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0010_sum_of_milestones"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="toewijzing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("recused_at", None)),
                fields=("indiening", "organisation"),
                name="toewijzing_one_at_a_time",
            ),
        ),
    ]

"""From what duties were last worked out: dates and rules of a school, what is known of a pupil."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pupils", "0006_facts_by_group"),
        ("register", "0002_refreshes"),
        ("suspensions", "0008_rules_of_years"),
    ]

    operations = [
        migrations.CreateModel(
            name="DerivedPupil",
            fields=[
                (
                    "pupil",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="pupils.pupil",
                    ),
                ),
                ("born_on", models.DateField()),
                ("child", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DerivedSchool",
            fields=[
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="register.school",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
    ]

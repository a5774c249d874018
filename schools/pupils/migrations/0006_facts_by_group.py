"""Whom the virtual school head looks after, found by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pupils", "0005_looked_after_pupils"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="pupilfact",
            index=models.Index(
                condition=models.Q(("kind", "social_worker"), ("withdrawn_at", None)),
                fields=["value", "pupil"],
                name="pupils_by_social_worker",
            ),
        ),
        migrations.AddIndex(
            model_name="pupilfact",
            index=models.Index(
                condition=models.Q(("kind", "previously_looked_after"), ("withdrawn_at", None)),
                fields=["value", "pupil"],
                name="pupils_who_left_care",
            ),
        ),
    ]

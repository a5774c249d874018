"""Whom a virtual school head looks after is found without reading every fact of the country."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pupils", "0004_duplicates")]

    operations = [
        migrations.AddIndex(
            model_name="pupilfact",
            index=models.Index(
                condition=models.Q(("kind", "looked_after"), ("value", "Y"), ("withdrawn_at", None)),
                fields=["pupil"],
                name="looked_after_pupils",
            ),
        ),
    ]

"""Whose record it is and who wrote it stay; what became of it and what stood before is only added to."""

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [("suspensions", "0001_initial")]

    operations = [
        frozen_columns(
            "suspensions_suspension",
            ["reference", "pupil_id", "school_id", "origin", "recorded_by_id", "recorded_as", "recorded_at"],
        ),
        append_only("suspensions_step"),
        append_only("suspensions_version"),
    ]

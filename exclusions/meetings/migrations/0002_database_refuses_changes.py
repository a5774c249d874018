"""Finished minutes and their corrections are only added to; a meeting stays of its case."""

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        frozen_columns(
            "meetings_meeting",
            ["reference", "case_id", "school_id", "stage_id", "arranged_by_id", "arranged_at"],
        ),
        append_only("meetings_minutes"),
        append_only("meetings_correction"),
    ]

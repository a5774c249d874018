"""The school of a meeting follows that of its case, which may move to another school."""

from django.db import migrations

from portal.core.append_only import frozen_columns

BEFORE = frozen_columns(
    "meetings_meeting", ["reference", "case_id", "school_id", "stage_id", "arranged_by_id", "arranged_at"]
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_database_refuses_changes")]

    operations = [
        migrations.RunPython(BEFORE.reverse_code, BEFORE.code),
        frozen_columns(
            "meetings_meeting", ["reference", "case_id", "stage_id", "arranged_by_id", "arranged_at"]
        ),
    ]

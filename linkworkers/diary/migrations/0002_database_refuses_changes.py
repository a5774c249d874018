"""What was written in the diary stays as it was written; later words are added."""

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns

WRITTEN = [
    "reference",
    "school_id",
    "worker_id",
    "capacity",
    "kind",
    "on",
    "pupil_id",
    "audience",
    "entered_at",
]


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial")]

    operations = [
        frozen_columns("diary_diaryentry", WRITTEN),
        append_only("diary_diaryline"),
        append_only("diary_weeklyreturn"),
    ]

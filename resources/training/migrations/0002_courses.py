"""The courses that ship, from data/courses.json; what was entered stays as it was entered."""

import json
from pathlib import Path

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns

DATA = Path(__file__).resolve().parent.parent / "data" / "courses.json"
ENTERED = [
    "reference",
    "person_id",
    "school_id",
    "course_id",
    "done_on",
    "lasts_until",
    "provider",
    "entered_by_id",
    "entered_as",
]


def ship(apps, schema_editor):
    for course in json.loads(DATA.read_text(encoding="utf-8")):
        apps.get_model("training", "Course").objects.get_or_create(code=course.pop("code"), defaults=course)


class Migration(migrations.Migration):
    dependencies = [("training", "0001_training")]

    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        frozen_columns("training_training", ENTERED),
        append_only("training_staffcount"),
    ]

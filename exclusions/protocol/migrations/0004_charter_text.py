"""The text that schools sign, from data/default_charter.json; what was signed stays as it was signed."""

from django.db import migrations

from exclusions.protocol.commitment.services import load_charter
from portal.core.append_only import frozen_columns

SIGNED = [
    "school_id",
    "charter_id",
    "academic_year",
    "signed_on",
    "head_name",
    "chair_name",
    "entered_by_id",
    "entered_as",
    "entered_at",
]


def ship(apps, schema_editor):
    load_charter(apps.get_model("protocol", "Charter"))


class Migration(migrations.Migration):
    dependencies = [("protocol", "0003_commitment")]

    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        # Not append_only: writing the same again, as a restored backup does, must pass.
        frozen_columns("protocol_charter", ["number", "title", "text"]),
        frozen_columns("protocol_commitment", SIGNED),
    ]

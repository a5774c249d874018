"""What became of a measure is only added to; the first texts of its letters, and the rule that one ends."""

import json
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.core.append_only import append_only, frozen_columns

TEXTS = Path(__file__).parent.parent / "data" / "texts.json"


def ship_texts(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    LetterText = apps.get_model("suspensions", "LetterText")
    for kind, text in json.loads(TEXTS.read_text()).items():
        LetterText.objects.get_or_create(kind=kind, number=1, defaults={"text": text})


def ship_rule(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleVersion = apps.get_model("risk", "RuleVersion")
    # Days ahead, not back; at every school.
    RuleVersion.objects.get_or_create(
        rule="direction_ends", number=1, defaults={"is_on": True, "days": 10, "at_least": 1, "phases": []}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_initial"),
        ("suspensions", "0006_tell_what_is_near"),
        ("risk", "0002_database_refuses_changes"),
    ]

    operations = [
        frozen_columns(
            "measures_measure",
            ["reference", "kind", "pupil_id", "school_id", "recorded_by_id", "recorded_as", "recorded_at"],
        ),
        append_only("measures_measurestep"),
        append_only("measures_measureletter"),
        migrations.RunPython(ship_texts, migrations.RunPython.noop),
        migrations.RunPython(ship_rule, migrations.RunPython.noop),
    ]

"""Judgements, warnings and what an alert found stay as they were written; rules start as domain.md 5.4 says."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.core.append_only import append_only, frozen_columns

# (rule, on, days back, at least)
DEFAULTS = [
    ("repeated_concerns", True, 90, 3),
    ("harmed_again", True, 365, 2),
    ("missing", True, 90, 1),
    ("exploitation", True, 90, 1),
    ("exclusion_named", True, 90, 1),
    ("judged_high", True, 90, 1),
]


def ship_rules(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleVersion = apps.get_model("risk", "RuleVersion")
    RuleVersion.objects.bulk_create(
        RuleVersion(rule=rule, number=1, is_on=is_on, days=days, at_least=at_least)
        for rule, is_on, days, at_least in DEFAULTS
    )


class Migration(migrations.Migration):
    dependencies = [("risk", "0001_initial")]

    operations = [
        migrations.RunPython(ship_rules, migrations.RunPython.noop),
        append_only("risk_riskview"),
        frozen_columns(
            "risk_warningnote", ["reference", "pupil_id", "school_id", "text", "written_by_id", "written_at"]
        ),
        frozen_columns("risk_alert", ["reference", "pupil_id", "school_id", "rule", "version", "raised_at"]),
        frozen_columns("risk_ruleversion", ["rule", "number", "is_on", "days", "at_least"]),
    ]

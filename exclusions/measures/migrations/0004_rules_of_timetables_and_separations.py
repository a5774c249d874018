"""The rules of part-time timetables and separations as domain.md 1.11 and 5.4 start them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# (rule, days, at least); separation_long counts school days, separation_again looks back over a term.
DEFAULTS = [("part_time_long", 42, 1), ("separation_long", 10, 1), ("separation_again", 150, 2)]


def ship_rules(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleVersion = apps.get_model("risk", "RuleVersion")
    for rule, days, at_least in DEFAULTS:
        given = {"is_on": True, "days": days, "at_least": at_least, "phases": []}
        RuleVersion.objects.get_or_create(rule=rule, number=1, defaults=given)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0003_moves_timetables_separations_and_meetings"),
        ("risk", "0002_database_refuses_changes"),
    ]

    operations = [migrations.RunPython(ship_rules, migrations.RunPython.noop)]

"""The rules of suspensions as domain.md 5.4 starts them. The plainest is off: most would hear of every one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Codes of schools.register.enums.Phase.
PRIMARY, SECONDARY = [2, 3], [4, 5, 7]
# (rule, on, days back, at least, phases)
DEFAULTS = [
    ("suspended", False, 30, 1, []),
    ("suspended_again", True, 100, 2, []),
    ("days_in_term", True, 150, 5, []),
    ("days_in_year_primary", True, 365, 5, PRIMARY),
    ("days_in_year_secondary", True, 365, 10, SECONDARY),
    ("days_to_the_limit", True, 365, 20, []),
    ("suspended_with_support", True, 60, 1, []),
    ("reason_points_to_harm", True, 90, 1, []),
]


def ship_rules(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleVersion = apps.get_model("risk", "RuleVersion")
    RuleVersion.objects.bulk_create(
        RuleVersion(rule=rule, number=1, is_on=is_on, days=days, at_least=at_least, phases=phases)
        for rule, is_on, days, at_least, phases in DEFAULTS
    )


class Migration(migrations.Migration):
    dependencies = [
        ("suspensions", "0003_duties"),
        ("risk", "0002_database_refuses_changes"),
    ]

    operations = [migrations.RunPython(ship_rules, migrations.RunPython.noop)]

"""Two more rules of domain.md 5.4, number 6: the move to secondary school, and the examination season."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RULES = ("suspended_moving_up", "suspended_in_exam_season")
DAYS_BACK = 60


def ship_rules(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleVersion = apps.get_model("risk", "RuleVersion")
    RuleVersion.objects.bulk_create(
        RuleVersion(rule=rule, number=1, is_on=True, days=DAYS_BACK, at_least=1, phases=[]) for rule in RULES
    )


class Migration(migrations.Migration):
    dependencies = [("suspensions", "0007_officers_desk"), ("risk", "0002_database_refuses_changes")]

    operations = [migrations.RunPython(ship_rules, migrations.RunPython.noop)]

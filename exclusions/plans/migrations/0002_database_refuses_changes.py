"""Versions, steps and agreements are only added to; an action stays of its case."""

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        frozen_columns("plans_action", ["reference", "case_id", "school_id", "agreed_by_id", "agreed_at"]),
        append_only("plans_planversion"),
        append_only("plans_actionstep"),
        append_only("plans_agreement"),
    ]

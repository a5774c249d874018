"""The school of an action follows that of its case, which may move to another school."""

from django.db import migrations

from portal.core.append_only import frozen_columns

BEFORE = frozen_columns("plans_action", ["reference", "case_id", "school_id", "agreed_by_id", "agreed_at"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_database_refuses_changes")]

    operations = [
        migrations.RunPython(BEFORE.reverse_code, BEFORE.code),
        frozen_columns("plans_action", ["reference", "case_id", "agreed_by_id", "agreed_at"]),
    ]

"""A decision without a concern has ended: of NULL a database says neither yes nor no.

SQLite makes the table anew for a constraint, and its triggers with it.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

from portal.core.append_only import frozen_columns

SAID = import_module("exclusions.concerns.migrations.0012_what_a_decision_says_is_frozen").SAID
FROZEN = frozen_columns("concerns_triage", SAID)


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0015_a_second_person_signs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(FROZEN.reverse_code, FROZEN.code),
        migrations.RemoveConstraint(
            model_name="triage",
            name="a_decision_stands_or_has_ended",
        ),
        migrations.AddConstraint(
            model_name="triage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("concern", models.F("on_concern")),
                        ("concern__isnull", False),
                        ("ended_at", None),
                        ("ended_how", ""),
                    ),
                    models.Q(("concern", None), ("ended_at__isnull", False), ("ended_how__gt", "")),
                    _connector="OR",
                ),
                name="a_decision_stands_or_has_ended",
            ),
        ),
        frozen_columns("concerns_triage", SAID),
    ]

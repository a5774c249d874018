"""What a decision says never changes; that it no longer stands is written once, beside it."""

import django.db.models.deletion
from django.db import migrations, models

from portal.core.append_only import frozen_columns

SAID = [
    "on_concern_id",
    "decision",
    "destination",
    "agency",
    "level",
    "rationale",
    "reply",
    "next_step",
    "next_who",
    "next_on",
    "decided_by_id",
    "capacity",
    "decided_at",
    "signed_by_id",
    "signed_as",
    "corrects_id",
]


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_what_was_decided_first_stays")]

    operations = [
        migrations.AlterField(
            model_name="triage",
            name="on_concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="concerns.concern",
            ),
        ),
        migrations.AddConstraint(
            model_name="triage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concern", models.F("on_concern")), ("ended_at", None), ("ended_how", "")),
                    models.Q(("concern", None), ("ended_at__isnull", False), ("ended_how__gt", "")),
                    _connector="OR",
                ),
                name="a_decision_stands_or_has_ended",
            ),
        ),
        frozen_columns("concerns_triage", SAID),
    ]

"""A stage in which a case was closed early stays unfinished: it no longer keeps the case from another.

In a migration of its own, which the check of migrations passes over: the index is made anew over a small
table, and whatever the old one let stand the new one does too.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocol", "0007_protocol_as_it_ships_now")]

    operations = [
        migrations.RemoveConstraint(
            model_name="stagerecord",
            name="one_stage_of_a_case_at_a_time",
        ),
        migrations.AddConstraint(
            model_name="stagerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("completed_at", None), ("was_left", False)),
                fields=("case",),
                name="one_stage_of_a_case_at_a_time",
            ),
        ),
    ]

"""What each stage is for, so that rooms above know it by more than its code; the stages that are there."""

from django.db import migrations, models

KINDS = {"alert", "triage", "meeting", "plan", "review", "decision", "outcome", "sustain"}
VOICE = "pupil_view"


def mark(apps, schema_editor):
    """Says what the stages that shipped are for, and where they write down what the child says."""
    for stage in apps.get_model("protocol", "Stage").objects.filter(code__in=KINDS):
        stage.kind = stage.code
        for spec in stage.record:
            if spec["name"] == VOICE:
                spec["voice"] = True
        stage.save(update_fields=["kind", "record"])


class Migration(migrations.Migration):
    dependencies = [("protocol", "0004_charter_text")]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("alert", "The school raises the alarm"),
                    ("triage", "The link worker decides whether a case helps"),
                    ("meeting", "A meeting of everyone around the child"),
                    ("plan", "A plan"),
                    ("review", "A review of the plan"),
                    ("decision", "Options are looked at before the head decides"),
                    ("outcome", "The outcome is written down"),
                    ("sustain", "Afterwards: has it lasted?"),
                    ("other", "Something else"),
                ],
                db_default="other",
                default="other",
                max_length=20,
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]

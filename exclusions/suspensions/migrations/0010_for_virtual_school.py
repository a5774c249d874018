"""Which records lie under the virtual school head, as a column.

SQLite makes the table anew for it, and its triggers with it.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.core.append_only import frozen_columns

# As 0002 froze them.
FROZEN = frozen_columns(
    "suspensions_suspension",
    ["reference", "pupil_id", "school_id", "origin", "recorded_by_id", "recorded_as", "recorded_at"],
)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    today = timezone.localdate()
    facts = apps.get_model("pupils", "PupilFact").objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(kind="looked_after", value="Y")
        | Q(kind="social_worker", value__in=("CIN", "CPP"))
        | Q(kind="previously_looked_after", value__in=("A", "G", "R", "C")),
        starts_on__lte=today,
        withdrawn_at=None,
    )
    rows = apps.get_model("suspensions", "Suspension").objects
    rows.filter(
        Q(looked_after="Y")
        | Q(social_worker__in=("CIN", "CPP"))
        | Q(
            Exists(facts.filter(pupil=OuterRef("pupil")))
            | Exists(facts.filter(pupil=OuterRef("pupil__merged_into")))
            | Exists(facts.filter(pupil__merged_into=OuterRef("pupil")))
        )
    ).update(for_virtual_school=True)
    marked = rows.filter(for_virtual_school=True).values("pk")
    duties = apps.get_model("suspensions", "Duty").objects
    duties.filter(suspension__in=marked).update(for_virtual_school=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pupils", "0006_facts_by_group"),
        ("register", "0002_refreshes"),
        ("suspensions", "0009_what_duties_rest_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(FROZEN.reverse_code, FROZEN.code),
        migrations.RemoveIndex(model_name="suspension", name="suspensions_in_care"),
        migrations.RemoveIndex(model_name="suspension", name="suspensions_social_worker"),
        migrations.AddField(
            model_name="suspension",
            name="for_virtual_school",
            field=models.BooleanField("under the virtual school head", default=False, db_default=False),
        ),
        migrations.AddIndex(
            model_name="suspension",
            index=models.Index(
                condition=Q(("for_virtual_school", True)),
                fields=["-starts_on", "-id", "state"],
                name="suspensions_virtual_school",
            ),
        ),
        FROZEN,
        migrations.AddField(
            model_name="duty",
            name="for_virtual_school",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=Q(("done_on", None), ("dropped_at", None), ("for_virtual_school", True)),
                fields=["by", "clock"],
                name="open_duties_virtual_school",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

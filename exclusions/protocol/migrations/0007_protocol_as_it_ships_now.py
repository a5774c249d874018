"""Evidence, what outcome codes mean and fuller forms come with the protocol; entries and corrections stay.

Where no case has begun, version 1 becomes what ships now. Where cases run, they keep version 1 as it is and
new ones take what ships now as the next version.
"""

from django.db import migrations
from django.utils import timezone

from exclusions.protocol.default import shipped, write
from portal.core.append_only import append_only


def ship(apps, schema_editor):
    version = apps.get_model("protocol", "ProtocolVersion")
    stage = apps.get_model("protocol", "Stage")
    outcome = apps.get_model("protocol", "OutcomeCode")
    case = apps.get_model("protocol", "Case")
    document = shipped()
    for code in document["outcomes"]:
        outcome.objects.filter(code=code["code"]).update(kind=code["kind"])
    version.objects.filter(evidence=[]).update(evidence=document["evidence"])
    if not case.objects.exists():
        stage.objects.all().delete()
        outcome.objects.all().delete()
        version.objects.all().delete()
    newest = version.objects.order_by("-number").values_list("number", flat=True).first() or 0
    write(document, newest + 1, version, stage, outcome)


def leave(apps, schema_editor):
    """Cases closed early left their stage unfinished."""
    records = apps.get_model("protocol", "StageRecord").objects.filter(
        completed_at=None, case__state="closed"
    )
    records.update(was_left=True)
    # The flag is set only since the case was opened: the best day there is.
    cases = apps.get_model("protocol", "Case").objects.filter(head_considering_exclusion=True)
    for case in cases.filter(head_considered_on=None).iterator():
        case.head_considered_on = timezone.localdate(case.opened_at)
        case.save(update_fields=["head_considered_on"])


class Migration(migrations.Migration):
    dependencies = [("protocol", "0006_around_a_case")]

    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(leave, migrations.RunPython.noop),
        append_only("protocol_caseentry"),
        append_only("protocol_correction"),
    ]

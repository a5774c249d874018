"""Reviews, decision meetings, outcomes and checks ask what parents say, apart from the child.

Only the protocol that ships changes. Where cases run by it, they keep it as it is and new ones take what ships
now as the next version. An authority that has published its own keeps that: it may add the question itself.
"""

from django.db import migrations

from exclusions.protocol.default import shipped, write

REASON = "Reviews, decisions, outcomes and checks ask what parents and carers say, apart from the child."


def ship(apps, schema_editor):
    version = apps.get_model("protocol", "ProtocolVersion")
    stage = apps.get_model("protocol", "Stage")
    outcome = apps.get_model("protocol", "OutcomeCode")
    case = apps.get_model("protocol", "Case")
    newest = version.objects.exclude(published_at=None).order_by("-number").first()
    if newest is None or newest.published_by_id is not None:
        return
    document = shipped()
    asked = {one["code"]: one["record"] for one in document["stages"]}
    if dict(stage.objects.filter(version=newest).values_list("code", "record")) == asked:
        return
    if case.objects.filter(version=newest).exists():
        write(document, newest.number + 1, version, stage, outcome, reason=REASON)
        return
    for code, record in asked.items():
        stage.objects.filter(version=newest, code=code).update(record=record)


class Migration(migrations.Migration):
    dependencies = [("protocol", "0009_files_and_moves")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]

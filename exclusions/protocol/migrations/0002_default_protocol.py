"""The protocol that ships: stages and outcome codes from data/default_protocol.json."""

from django.db import migrations

from exclusions.protocol.default import load


def ship(apps, schema_editor):
    load(*(apps.get_model("protocol", name) for name in ("ProtocolVersion", "Stage", "OutcomeCode")))


class Migration(migrations.Migration):
    dependencies = [("protocol", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]

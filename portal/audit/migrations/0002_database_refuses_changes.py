"""The audit trail is append-only, and the database is the last to say so."""

from django.db import migrations

from portal.core.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_event"), append_only("audit_eventsubject"), append_only("audit_seal")]

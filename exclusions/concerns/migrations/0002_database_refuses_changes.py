"""What a school has sent stays as it was sent; later words are added, never changed."""

from django.db import migrations

from portal.core.append_only import append_only, frozen_columns

SENT = [
    "reference",
    "school_id",
    "raised_by_id",
    "raised_as",
    "raised_at",
    "categories",
    "in_danger",
    "happened_on",
    "what_happened",
    "child_words",
    "action_taken",
    "wish",
]


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial")]

    operations = [
        frozen_columns("concerns_concern", SENT),
        append_only("concerns_entry"),
        append_only("concerns_triage"),
        append_only("concerns_concernsubject"),
    ]

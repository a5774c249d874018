"""The search of the portal looks into what the diary says."""

from django.db import migrations

from portal.search.text_index import TextIndex


class Migration(migrations.Migration):
    dependencies = [("diary", "0002_database_refuses_changes")]

    operations = [TextIndex("diary_diaryline", ["body"]).operation()]

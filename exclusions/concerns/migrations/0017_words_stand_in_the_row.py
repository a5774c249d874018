"""PostgreSQL keeps the words of a text in its row, and need not work them out for each search."""

from importlib import import_module

from django.db import migrations

found = import_module("exclusions.concerns.migrations.0004_words_are_found")


class Migration(migrations.Migration):
    dependencies = [("concerns", "0016_no_decision_stands_nowhere")]

    operations = [
        index.operation(only="postgresql")
        for index in (found.SENT, found.ENTRIES, found.CIRCUMSTANCES, found.CONTEXTS, found.OTHERS)
    ]

"""The search of the portal looks into what was sent and said.

A later migration that makes SQLite build one of these tables anew must add its index again.
"""

from django.db import migrations

from portal.search.text_index import TextIndex

SENT = TextIndex("concerns_concern", ["what_happened", "child_words", "action_taken"])
ENTRIES = TextIndex("concerns_entry", ["body"])
CIRCUMSTANCES = TextIndex(
    "concerns_circumstances", ["opinion", "place_words", "others_involved", "parents_words", "child_view"]
)
CONTEXTS = TextIndex("concerns_contextnote", ["words"])
OTHERS = TextIndex("concerns_othersubject", ["name", "words"])


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_details_of_concerns")]

    operations = [index.operation() for index in (SENT, ENTRIES, CIRCUMSTANCES, CONTEXTS, OTHERS)]

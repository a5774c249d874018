"""PostgreSQL keeps the words of a line in its row, and need not work them out for each search."""

from django.db import migrations

from portal.search.text_index import TextIndex


class Migration(migrations.Migration):
    dependencies = [("diary", "0003_words_of_lines_are_found")]

    operations = [TextIndex("diary_diaryline", ["body"]).operation(only="postgresql")]

"""What a migration made unchangeable still is after the last: SQLite forgets it when it remakes a table."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

MADE = re.compile(r'(?:append_only|frozen_columns)\(\s*"(\w+)"')
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def protected() -> set[str]:
    """Tables of which some migration says that the database refuses changes."""
    files = Path(settings.BASE_DIR).glob("*/*/migrations/[0-9]*.py")
    return {table for file in files for table in MADE.findall(file.read_text())}


@pytest.mark.django_db
def test_the_database_refuses_changes_still():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    wanted = {f"{table}_refuse_{event}" for table in protected() for event in ("update", "delete")}

    assert len(wanted) > 50
    assert wanted - there == set()

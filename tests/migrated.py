"""Migrated SQLite databases, made once and copied: migrating takes longer than most runs of the suite.

Kept in `var/test/`, each with a note of the files it was made from. A run copies one whose files are all as
they were, and Django migrates what has come since; a run that finds none migrates everything. Either leaves
its own for the next. PostgreSQL always migrates.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

MADE_FROM = (
    "*/*/migrations/*.py",
    "*/*/data/*.json",
    "exclusions/protocol/default.py",
    "exclusions/protocol/commitment/services.py",
    "portal/core/append_only.py",
    "portal/search/text_index.py",
    "requirements/development.txt",
)
MOST_KEPT = 6


def _made_from() -> dict[str, str]:
    base = Path(settings.BASE_DIR)
    paths = sorted(path for pattern in MADE_FROM for path in base.glob(pattern))
    return {f"{path.relative_to(base)}": hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "var" / "test"


def _name(made_from: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:16]


def bring() -> bool:
    """Lay the kept database that wants the least migrating where the test's will be; False: there is none."""
    if connection.vendor != "sqlite":
        return False
    now = _made_from()
    notes = {note: json.loads(note.read_text()) for note in _folder().glob("migrated-*.json")}
    fitting = {note: then for note, then in notes.items() if then.items() <= now.items()}
    best = max(fitting, key=lambda note: len(fitting[note]), default=None)
    if best is None:
        return False
    try:
        shutil.copyfile(best.with_suffix(".sqlite3"), connection.creation._get_test_db_name())
    except FileNotFoundError:  # another process has just tidied up
        return False
    return True


def keep() -> None:
    """Keep the database that this run has just migrated, and of older ones a few."""
    made_from = _made_from()
    note = _folder() / f"migrated-{_name(made_from)}.json"
    if connection.vendor != "sqlite" or note.exists():
        return
    _folder().mkdir(parents=True, exist_ok=True)
    # Written aside first: another process may look for it meanwhile.
    aside = note.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(aside)])
    aside.replace(note.with_suffix(".sqlite3"))
    aside.write_text(json.dumps(made_from))
    aside.replace(note)
    for old in sorted(_folder().glob("migrated-*.json"), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".sqlite3").unlink(missing_ok=True)

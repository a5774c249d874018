"""The migrated SQLite database, made once and copied: migrating takes longer than most runs of the suite.

Kept in `var/` under a name of everything that migrations are made from. A run that finds none migrates as
usual, and leaves its own for the next. PostgreSQL always migrates.
"""

import hashlib
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


def kept() -> Path:
    """Where a database migrated by the present code is, or would be."""
    base, digest = Path(settings.BASE_DIR), hashlib.sha256()
    for path in sorted(path for pattern in MADE_FROM for path in base.glob(pattern)):
        digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return base / "var" / "test" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def bring() -> bool:
    """Lay the kept database where the test's will be looked for; False where there is none."""
    if connection.vendor != "sqlite" or not kept().exists():
        return False
    shutil.copyfile(kept(), connection.creation._get_test_db_name())
    return True


def keep() -> None:
    """Keep the database that this run has just migrated, and none of older code."""
    if connection.vendor != "sqlite" or kept().exists():
        return
    kept().parent.mkdir(parents=True, exist_ok=True)
    for old in kept().parent.glob("migrated-*"):
        old.unlink(missing_ok=True)
    # Written aside first: another process may look for it meanwhile.
    aside = kept().with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(aside)])
    aside.replace(kept())

"""A database per scale, apart from the real one: made once, kept while what made it stays the same."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.demo.bench.multiplying import multiply

SEED = 1
# The demo ends on the day it is made: later than this, hardly anything in it would be open or recent.
KEPT_FOR = timedelta(days=30)
MAKERS = (
    "portal/demo/*.py",
    "portal/demo/data/*.json",
    "portal/demo/bench/multiplying.py",
    "resources/guidance/demo/*.py",
)
MIGRATIONS = "*/*/migrations/[0-9]*.py"


class BenchDatabase:
    """The database file of one scale, and the environment in which a process uses nothing else."""

    def __init__(self, scale: str) -> None:
        self.scale = scale
        self.folder = Path(settings.VAR_DIR) / "bench" / f"scale-{scale}"
        self.file = Path(f"{self.folder}.sqlite3")
        self.stamp = Path(f"{self.folder}.json")

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "DATABASE_URL": f"sqlite:///{self.file}",
            "VAR_DIR": str(self.folder),
            "CACHE_URL": f"filecache://{self.folder / 'cache'}",
            "DEBUG": "false",
            "MFA_REQUIRED": "false",
        }

    def run(self, *arguments: str) -> str:
        """Output of a `manage.py` command in a process of its own; what it logs goes to a file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        log = Path(f"{self.folder}.log")
        with log.open("w") as errors:
            done = subprocess.run(  # noqa: S603 -- our own command, no outside words in it
                command, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
            )
        if done.returncode:
            what = f"{' '.join(arguments)} failed ({done.returncode})"
            raise RuntimeError(f"{what} at scale {self.scale}: see {log}.")
        return done.stdout

    def prepare(self) -> bool:
        """Make the database unless a fitting one is there. Gives back whether it had to be made."""
        if self.file.exists() and self._fits():
            self.run("migrate", "--verbosity", "0")
            return False
        for old in self.folder.parent.glob(f"{self.file.name}*"):
            old.unlink()
        if self.times > 1:
            one = BenchDatabase("1")
            one.prepare()
            multiply(one.file, self.file, self.times)
            self.run("bench", "--count-anew")
        else:
            self.run("migrate", "--verbosity", "0")
            self.run("seed_demo", "--scale", self.scale, "--seed", str(SEED))
        self.stamp.write_text(json.dumps(_made_from(), indent=1))
        return True

    @property
    def times(self) -> int:
        """How many authorities: those beyond the first are copies of it, so a part of one can't be asked for.

        Raises RuntimeError for such a scale.
        """
        scale = float(self.scale)
        if scale > 1 and scale != int(scale):
            raise RuntimeError(f"Scale {self.scale}: beyond 1 only whole numbers of authorities can be made.")
        return int(scale)

    def _fits(self) -> bool:
        """Made lately, by the same demo; migrations may have been added since, but not changed."""
        if not self.stamp.exists():
            return False
        then, now = json.loads(self.stamp.read_text()), _made_from()
        is_recent = date.fromisoformat(now["on"]) - date.fromisoformat(then["on"]) < KEPT_FOR
        unchanged = then["migrations"].items() <= now["migrations"].items()
        return is_recent and unchanged and then["makers"] == now["makers"]


def _made_from() -> dict[str, Any]:
    makers = [path for pattern in MAKERS for path in settings.BASE_DIR.glob(pattern)]
    migrations = settings.BASE_DIR.glob(MIGRATIONS)
    return {
        "on": timezone.localdate().isoformat(),
        "makers": _digest(b"".join(path.read_bytes() for path in sorted(makers))),
        "migrations": {
            str(path.relative_to(settings.BASE_DIR)): _digest(path.read_bytes())
            for path in sorted(migrations)
        },
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]

"""Where settings come from: the environment, then the file `.env` beside `manage.py`."""

from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
environ.Env.read_env(BASE_DIR / ".env")

# Everything the portal itself writes on one machine: database, files, broker, cache.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

"""For the suite. The same database and broker choices as everywhere: SQLite unless told."""

import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, INSTALLED_APPS, STORAGES, env

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
SECRET_KEY = "for-tests-only"  # noqa: S105
# Kept by name, so that it is removed when the process ends and not before.
_scratch_folder = tempfile.TemporaryDirectory(prefix="portal-test-")
_scratch = Path(_scratch_folder.name)
MFA_REQUIRED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
COMPONENT_GALLERY = True
DEMO = True
WEBHOOKS_CALL_OUT = False
REFUSE_UNKNOWN_NOTICES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: browser journeys read and write from several threads.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "portal.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {**STORAGES["default"], "OPTIONS": {"location": _scratch / "media", "base_url": None}},
    "private": {**STORAGES["private"], "OPTIONS": {"location": _scratch / "private", "base_url": None}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each test client makes the middleware anew: with this it looks a file up when asked, not all of them first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Tasks run in line; `make test-services` starts a real worker for the tests that ask for one.
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True

"""Production refuses to start without its secrets, and with the second factor switched off."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgres://127.0.0.1/portal",
    "CELERY_BROKER_URL": "redis://127.0.0.1/0",
    "CACHE_URL": "redis://127.0.0.1/1",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
}


def start(tmp_path, **changes):
    variables = {**COMPLETE, "PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **changes}
    command = [sys.executable, "-c", "import portal.settings.production"]
    environment = {name: value for name, value in variables.items() if value is not None}
    return subprocess.run(  # noqa: S603 -- our own interpreter
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_it_starts_when_everything_is_set(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize("name", list(COMPLETE))
def test_it_names_what_is_missing(tmp_path, name):
    result = start(tmp_path, **{name: None})

    assert result.returncode == 1
    assert name in result.stderr.splitlines()[-1]


def test_it_refuses_to_do_without_the_second_factor(tmp_path):
    result = start(tmp_path, MFA_REQUIRED="False")

    assert result.returncode == 1
    assert "MFA_REQUIRED may not be switched off" in result.stderr

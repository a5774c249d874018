"""A real worker for the tests marked `services`: `pytest_plugins = ["tests.services_worker"]`.

The worker is a process of its own over the test's database, with a Redis database that no other
test process shares. Its emails land in files, one each.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from portal.celery import app

PATIENCE_SECONDS = 30


@dataclass
class Worker:
    """What a test sees of the worker."""

    mailbox: Path
    log: Path

    def emails(self) -> list[EmailMessage]:
        # Django's file backend closes each message with a line of dashes.
        written = [path.read_bytes() for path in sorted(self.mailbox.glob("*.log"))]
        return [message_from_bytes(text, policy=policy.default) for text in written if text.endswith(b"-\n")]

    def wait_until(self, done: Callable[[], object]) -> None:
        """Fails with the worker's own words when it does not happen in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > deadline:
                pytest.fail(
                    f"the worker did not do it in {PATIENCE_SECONDS} seconds:\n{self.log.read_text()}"
                )
            time.sleep(0.1)


def pytest_configure() -> None:
    """Before anything is sent: Celery reads this variable once, and keeps the connections it opens."""
    if broker := os.environ.get("CELERY_BROKER_URL"):
        os.environ["CELERY_BROKER_URL"] = private_broker(broker, os.environ.get("PYTEST_XDIST_WORKER"))


@pytest.fixture(scope="session")
def celery_services_worker(django_db_setup, tmp_path_factory) -> Iterator[Worker]:
    """The process, once a session. Tests use `services_worker`."""
    folder = tmp_path_factory.mktemp("worker")
    worker = Worker(mailbox=folder / "mail", log=folder / "log")
    worker.mailbox.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": url_of_test_database(),
        "CELERY_TASK_ALWAYS_EAGER": "0",
        "EMAIL_URL": f"filemail:///{worker.mailbox}",  # a fourth slash begins the path
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "worker",
        "--pool",
        "solo",
        "--loglevel",
        "INFO",
    ]
    with worker.log.open("wb") as log:
        app.control.purge()
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 -- ours
        try:
            worker.wait_until(lambda: process.poll() is not None or app.control.ping(timeout=0.5))
            assert process.poll() is None, worker.log.read_text()
            yield worker
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


@pytest.fixture
def services_worker(celery_services_worker, transactional_db, monkeypatch) -> Worker:
    """Tasks of this test go to the real worker, which starts with an empty mailbox."""
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    for path in celery_services_worker.mailbox.iterdir():
        path.unlink()
    return celery_services_worker


def private_broker(broker: str, process: str | None) -> str:
    """A Redis database of its own, counted from 1, for each test process: `gw0`, `gw1`, or the only one."""
    number = 2 + int(process.removeprefix("gw")) if process else 1
    return urlsplit(broker)._replace(path=f"/{number}").geturl()


def url_of_test_database() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

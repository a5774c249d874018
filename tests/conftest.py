"""Fixtures that every test may use. Room-specific ones live beside their tests."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseOperations as SQLiteOperations
from django.test import Client

from tests import migrated
from tests.access import World
from tests.cast import Cast, assemble
from tests.world import build_world

# How long an example takes says nothing on a shared machine.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if not os.environ.get("PORTAL_SERVICES"):
        skip = pytest.mark.skip(reason="needs PostgreSQL, Redis and a worker: make test-services")
        for item in items:
            if "services" in item.keywords:
                item.add_marker(skip)
    # Tests that commit empty the tables when they end, so they come last: journeys first, which bring
    # back what the migrations shipped, then those that need nothing of it.
    items.sort(key=_how_much_it_leaves)


def _how_much_it_leaves(item) -> int:
    if "journey" in item.keywords:
        return 1
    mark = item.get_closest_marker("django_db")
    return 2 if mark and mark.kwargs.get("transaction") else 0


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings) -> bool:
    return migrated.bring()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        migrated.keep()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_append_only_tables():
    """Tests that commit empty every table afterwards; on SQLite the append-only triggers refuse that.

    PostgreSQL truncates, which fires no row triggers.
    """
    flush = SQLiteOperations.sql_flush

    def without_triggers(operations, style, tables, **options):
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [row for row in cursor.fetchall() if "append-only" in row[1]]
        dropped = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        return [*dropped, *flush(operations, style, tables, **options), *[sql for _, sql in triggers]]

    SQLiteOperations.sql_flush = without_triggers
    yield
    SQLiteOperations.sql_flush = flush


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def world(cast) -> World:
    return build_world(cast)


@pytest.fixture
def as_person(cast):
    """`as_person("dsl")` is a browser in which that member of the cast is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def shared_data() -> Path:
    """The real public files, where this checkout has them beside it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real public files are not beside this checkout")
    return SHARED_DATA

"""Who may open what: every address of the portal, for every member of the cast.

A new address cannot land without a row in tests/access_rows/. Out of scope is 404, in scope but not
allowed is 403, not signed in is the sign-in page.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client

from tests.access import ANONYMOUS, Row, World, leads_to_sign_in, send, url_names
from tests.access_rows import LIBRARY_PREFIXES, ROWS
from tests.cast import EVERYONE, assemble
from tests.world import build_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once: every test undoes what it did within it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(assemble())
        transaction.set_rollback(True)


class Browsers:
    """One for each person, signed in once; what a page did to the cookies is gone at its next use."""

    def __init__(self, world: World) -> None:
        self._clients = {ANONYMOUS: Client()}
        for name in EVERYONE:
            self._clients[name] = Client()
            self._clients[name].force_login(
                world.cast.people[name], backend="django.contrib.auth.backends.ModelBackend"
            )
        self._cookies = {
            name: client.cookies.output(header="", sep=";") for name, client in self._clients.items()
        }

    def of(self, person: str) -> Client:
        client = self._clients[person]
        client.cookies = SimpleCookie(self._cookies[person])
        return client


@pytest.fixture(scope="module")
def browsers(world) -> Browsers:
    return Browsers(world)


def test_every_address_has_a_row():
    stated = {row.name for row in ROWS}
    missing = {name for name in url_names() if not name.startswith(LIBRARY_PREFIXES)} - stated

    assert missing == set(), "State who may open it in tests/access_rows/."


def test_no_row_is_stale():
    assert {row.name for row in ROWS} - set(url_names()) == set()


def test_no_row_comes_twice():
    keys = [(row.name, row.method, row.args) for row in ROWS]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_matrix(row: Row, world, browsers, db):
    url, wrong = world.url(row), {}
    for person in (*EVERYONE, ANONYMOUS):
        with transaction.atomic():
            response = send(browsers.of(person), url, row)
            transaction.set_rollback(True)
        if response.status_code not in row.expected(person):
            wrong[person] = f"{response.status_code}, not {row.expected(person)}"
        elif person == ANONYMOUS and not row.public and not leads_to_sign_in(response):
            wrong[person] = f"sent to {response['Location']}"

    assert wrong == {}


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "POST"], ids=str)
def test_an_action_refuses_get(row: Row, world, browsers, db):
    """An address that acts on POST refuses GET, or shows a page that has a row of its own."""
    if any(other.name == row.name and other.method == "GET" for other in ROWS):
        return

    assert browsers.of(row.allowed[0]).get(world.url(row)).status_code == 405

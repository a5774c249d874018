"""Two at once on one import: on PostgreSQL, with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.audit.models import Event
from portal.bulk import importer, services, work
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.core.errors import WrongState
from schools.register.models import School
from tests.cast import assemble
from tests.factories import SchoolFactory
from tests.portal.bulk.files import TownImporter, csv_upload

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def checked(monkeypatch):
    """A checked import; nothing runs by itself."""
    monkeypatch.setitem(importer._importers, TownImporter.kind, TownImporter)
    monkeypatch.setattr(services.run, "delay_on_commit", lambda **about: None)
    administrator = assemble().administrator
    SchoolFactory(urn=991_000)
    item = services.start_import(
        kind="towns", upload=csv_upload((991_000, "Eastmere")), options={}, by=administrator
    )
    work.run_import(item.pk)
    return Import.objects.get(pk=item.pk)


def at_once(*acts):
    together = Barrier(len(acts))

    def do(act):
        together.wait()
        try:
            act()
        except WrongState:
            return "told"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


def test_of_importing_and_discarding_at_once_one_wins(checked):
    assert at_once(
        lambda: services.apply_import(item=checked, leave_out=False, by=checked.owner),
        lambda: services.discard_import(item=checked, by=checked.owner),
    ) == ["told", "won"]


def test_two_workers_write_a_file_once(checked):
    services.apply_import(item=checked, leave_out=False, by=checked.owner)

    at_once(lambda: work.run_import(checked.pk), lambda: work.run_import(checked.pk))

    checked.refresh_from_db()
    assert checked.state == State.APPLIED
    assert School.objects.get(urn=991_000).town == "Eastmere"
    assert Event.objects.filter(verb="import.apply").count() == 1

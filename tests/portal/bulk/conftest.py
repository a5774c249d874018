import pytest

from portal.bulk import importer
from portal.bulk.models import Import
from portal.bulk.services import start_import
from tests.factories import SchoolFactory
from tests.portal.bulk.files import TownImporter, csv_upload


@pytest.fixture(autouse=True)
def _towns(monkeypatch):
    monkeypatch.setitem(importer._importers, TownImporter.kind, TownImporter)


@pytest.fixture
def schools(cast):
    """Five schools; the first has a town."""
    return [
        SchoolFactory(urn=991_000 + n, name=f"School {n}", town="Westmere" if n == 0 else "")
        for n in range(5)
    ]


@pytest.fixture
def hand_in(cast, schools, django_capture_on_commit_callbacks):
    """Hand a file in as the administrator, and let the worker check it."""

    def hand_in(*rows, upload=None, **more):
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(
                kind="towns", upload=upload or csv_upload(*rows, **more), options={}, by=cast.administrator
            )
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    """Do something to an import and let the worker finish it."""

    def settle(service, item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            service(item=item, by=item.owner, **more)
        return Import.objects.get(pk=item.pk)

    return settle

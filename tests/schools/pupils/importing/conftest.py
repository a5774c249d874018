import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import, undo_import

AS_AT = "2026-11-02"
HEADER = ("UPN", "Last name", "First name", "Date of birth", "Year group")


def csv_of(header, *rows):
    target = io.StringIO()
    csv.writer(target).writerows([header, *rows])
    return target.getvalue().encode()


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    """Hand a file of the own school's pupils in as its safeguarding lead, and let it be checked."""

    def hand_in(*rows, header=HEADER, content=None, name="pupils.csv", by=None, school=None, as_at=AS_AT):
        upload = SimpleUploadedFile(name, content or csv_of(header, *rows))
        options = {"urn": (school or cast.own).urn, "as_at": as_at, "source": "school_system"}
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(kind="pupils", upload=upload, options=options, by=by or cast.dsl)
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    def settle(service, item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            service(item=item, by=item.owner, **more)
        return Import.objects.get(pk=item.pk)

    return settle


@pytest.fixture
def bring_in(hand_in, settle):
    """Hand a file in and have it imported, rejected rows left out."""

    def bring_in(*rows, **more):
        return settle(apply_import, hand_in(*rows, **more), leave_out=True)

    return bring_in


@pytest.fixture
def take_back(settle):
    return lambda item: settle(undo_import, item)

"""The register's file on the page of imports: previewed, then written as the command writes it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.bulk.enums import Fate, State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import
from schools.register.importer import run_import
from schools.register.models import School, Trust

REGISTER = Path(__file__).parent / "fixtures" / "register.csv"


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    def hand_in(content=None, whose="every"):
        upload = SimpleUploadedFile("edubasealldata.csv", content or REGISTER.read_bytes())
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(
                kind="schools", upload=upload, options={"whose": whose}, by=cast.administrator
            )
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def apply(django_capture_on_commit_callbacks):
    def apply(item):
        with django_capture_on_commit_callbacks(execute=True):
            apply_import(item=item, leave_out=True, by=item.owner)
        return Import.objects.get(pk=item.pk)

    return apply


def columns(school):
    return {
        f.attname: getattr(school, f.attname) for f in School._meta.local_fields if f.name != "updated_at"
    }


def test_the_page_writes_what_the_command_writes(hand_in, apply):
    item = hand_in()
    assert not School.objects.filter(urn__lt=900_000).exists()
    item = apply(item)
    by_page = {school.urn: columns(school) for school in School.objects.all()}

    report = run_import(REGISTER)

    assert item.state == State.APPLIED
    assert (report["created"], report["updated"], report["trusts_written"]) == (0, 0, 0)
    assert report["unchanged"] == item.new == len(by_page) - 2
    assert len(report["rejections"]) == item.rejected


def test_a_second_run_finds_nothing_to_write(hand_in, apply):
    apply(hand_in())

    again = hand_in()

    assert (again.new, again.changed) == (0, 0)


def test_the_preview_names_what_changes(hand_in, apply):
    apply(hand_in())
    school = School.objects.exclude(trust=None).exclude(town="").first()
    School.objects.filter(pk=school.pk).update(town="Elsewhere", trust=None)

    row = hand_in().rows.get(fate=Fate.CHANGED)

    assert row.label == f"{school.name}, URN {school.urn}"
    assert row.changes["Town"] == ["Elsewhere", school.town]
    assert row.changes["Trust"] == ["", f"{school.trust.name} {school.trust.uid}"]


def test_a_trust_that_was_renamed_shows_on_its_schools(hand_in, apply):
    apply(hand_in())
    trust = Trust.objects.filter(schools__isnull=False).first()
    Trust.objects.filter(pk=trust.pk).update(name="Former name")

    item = apply(hand_in())

    assert item.changed == trust.schools.count()
    assert Trust.objects.get(pk=trust.pk).name == trust.name


def test_only_the_authoritys_own_schools_are_taken(hand_in, apply):
    apply(hand_in(whose="own"))

    codes = set(School.objects.exclude(urn__in=[990001, 990002]).values_list("la_code", flat=True))
    assert codes <= {settings.AUTHORITY["la_code"]}


def test_a_file_without_the_columns_of_a_register_is_refused_in_words(hand_in):
    item = hand_in(b"URN,Name\n1,School")

    assert item.state == State.UNUSABLE
    assert '"LA (code)"' in item.problem

"""The file of successions on the page of imports: as the command writes it, previewed, taken back."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.bulk.enums import Fate, State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import, undo_import
from schools.register.importer import run_import
from schools.register.importer.successions import SuccessionImporter
from schools.register.models import SchoolSuccession
from tests.factories import SchoolFactory

FIXTURES = Path(__file__).parent / "fixtures"
HEADER = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    def hand_in(content):
        upload = SimpleUploadedFile("links_edubasealldata.csv", content)
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(kind="successions", upload=upload, options={}, by=cast.administrator)
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def settle(cast, django_capture_on_commit_callbacks):
    def settle(service, item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            service(item=item, by=cast.administrator, **more)
        return Import.objects.get(pk=item.pk)

    return settle


@pytest.fixture
def pair(cast):
    return SchoolFactory(urn=991_001, name="Old"), SchoolFactory(urn=991_002, name="New")


def lines(*rows):
    return (HEADER + "\n".join(rows)).encode()


def facts():
    return list(
        SchoolSuccession.objects.order_by("pk").values_list(
            "predecessor__urn", "successor__urn", "kind", "linked_on"
        )
    )


BOTH_SIDES = lines(
    "991001,991002,New,Successor - merged,31-08-2024",
    "991002,991001,Old,Predecessor,01-09-2024",
    "991002,991001,Old,Sixth Form Centre Link,01-09-2024",
    "991001,123456,Elsewhere,Successor,",
)


def test_the_page_writes_what_the_command_writes(hand_in, settle):
    run_import(FIXTURES / "register.csv")
    content = (FIXTURES / "links.csv").read_bytes()
    settle(apply_import, hand_in(content), leave_out=True)
    by_page = facts()

    report = run_import(FIXTURES / "register.csv", links=FIXTURES / "links.csv")

    assert by_page
    assert facts() == by_page
    assert (report["links"]["created"], report["links"]["updated"]) == (0, 0)


def test_both_sides_are_one_row_of_the_preview(hand_in, pair):
    item = hand_in(BOTH_SIDES)
    row = item.rows.get()

    assert (item.state, item.new, item.rejected) == (State.READY, 1, 0)
    assert row.label == "Old (URN 991001) is followed by New (URN 991002)"
    assert row.changes == {"Kind": ["", "Successor - merged"], "Day": ["", "1 September 2024"]}
    assert {meant["title"]: meant["count"] for meant in item.consequences} == {
        "Successions of schools that are not known here": 1,
        "Links that are no succession": 1,
    }
    assert facts() == []


def test_importing_and_taking_back(hand_in, settle, pair):
    before = SchoolSuccession.objects.create(predecessor=pair[1], successor=pair[0], kind="Successor")
    item = settle(
        apply_import,
        hand_in(BOTH_SIDES + b"\n991002,991001,Old,Successor,02-09-2025"),
        leave_out=True,
    )
    assert facts() == [
        (991002, 991001, "Successor", date(2025, 9, 2)),
        (991001, 991002, "Successor - merged", date(2024, 9, 1)),
    ]

    item = settle(undo_import, item)
    assert item.state == State.UNDONE
    assert facts() == [(991002, 991001, "Successor", None)]
    assert SchoolSuccession.objects.get().pk == before.pk


def test_what_was_changed_since_is_not_taken_back(hand_in, settle, pair):
    item = settle(apply_import, hand_in(BOTH_SIDES), leave_out=True)
    SchoolSuccession.objects.update(kind="Successor - split")
    item = settle(undo_import, item)

    assert item.state == State.APPLIED
    assert "has been changed since" in item.problem
    assert facts()[0][2] == "Successor - split"


def test_a_second_file_finds_nothing_to_write(hand_in, settle, pair):
    settle(apply_import, hand_in(BOTH_SIDES), leave_out=True)
    item = hand_in(BOTH_SIDES)

    assert (item.would_write, item.unchanged) == (0, 1)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("991001,991001,Old,Successor,", "LinkURN", "991001 cannot succeed itself"),
        ("991001,x,New,Successor,", "LinkURN", '"x" is not a whole number'),
        ("991001,991002,New,Successor,31-02-2024", "LinkEstablishedDate", "not a day of the calendar"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(hand_in, pair, row, column, reason):
    item = hand_in(BOTH_SIDES + f"\n{row}".encode())
    ((named, why, _),) = item.rows.get(fate=Fate.REJECTED).problems

    assert named == column
    assert reason in why


def test_without_the_schools_it_says_to_import_them_first(hand_in):
    item = hand_in(BOTH_SIDES)

    assert item.state == State.UNUSABLE
    assert "Import the schools first" in item.problem


def test_planning_costs_the_same_for_one_and_for_many(hand_in, pair, monkeypatch):
    """Queries of a chunk, not of a row."""
    counted = []
    plan = SuccessionImporter.plan

    def counting(self, rows):
        with CaptureQueriesContext(connection) as queries:
            planned = plan(self, rows)
        counted.append((len(rows), len(queries)))
        return planned

    monkeypatch.setattr(SuccessionImporter, "plan", counting)
    more = [SchoolFactory(urn=992_000 + n) for n in range(3)]
    hand_in(BOTH_SIDES)
    hand_in(lines(*(f"991001,{school.urn},X,Successor," for school in more)))

    assert counted == [(1, 2), (3, 2)]

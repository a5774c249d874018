"""Suspensions from a school's own system: preview, whole or not at all, twice without harm, undo."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exclusions.suspensions.enums import DayPart, Origin, State
from exclusions.suspensions.models import Duty, Suspension, Version
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.bulk.enums import State as Stage
from portal.bulk.importer import importers_for
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import, undo_import
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import set_fact
from tests.factories import EnrolmentFactory, SuspensionFactory

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/London"))
MON, TUE, FRI = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20)
HEADER = (
    "UPN,Surname,Forename,DOB,Exclusion category,Start date,AM/PM,End date,Actual sessions,Reason 1,Reason 2"
)
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pupil(cast):
    enrolment = EnrolmentFactory(school=cast.own, year_group="9", starts_on=date(2024, 9, 2))
    pupil = enrolment.pupil
    pupil.upn = "T999400126001"
    pupil.save()
    return pupil


def row(category="FIXD", first="16/11/2026", half="", last="17/11/2026", sessions="4", upn="T999400126001",
        reasons="PP,"):  # fmt: skip
    return f"{upn},,,,{category},{first},{half},{last},{sessions},{reasons}"


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    def hand_in(*rows, by="dsl", header=HEADER, urn="own"):
        upload = SimpleUploadedFile("suspensions.csv", "\n".join([header, *rows]).encode())
        options = {"urn": cast.own.urn if urn == "own" else urn}
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(kind="suspensions", upload=upload, options=options, by=cast.people[by])
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def settle(django_capture_on_commit_callbacks):
    def settle(service, item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            service(item=item, by=item.owner, **more)
        item.refresh_from_db()
        return item

    return settle


def problems(item):
    return [(column, reason) for kept in item.rows.order_by("number") for column, reason, _ in kept.problems]


def fates(item):
    return item.new, item.changed, item.unchanged, item.rejected


def test_the_virtual_school_head_reads_what_is_imported_of_pupils_with_a_social_worker(
    cast, pupil, hand_in, settle
):
    said = {"kind": FactKind.SOCIAL_WORKER, "value": "CIN", "source": FactSource.SOCIAL_CARE, "by": cast.dsl}
    set_fact(pupil=pupil, starts_on=FRI, as_at=FRI, **said)

    settle(apply_import, hand_in(row()), leave_out=False)

    suspension = Suspension.objects.get()
    assert suspension.social_worker == ""
    assert list(Suspension.objects.visible_to(cast.virtual_school_head)) == [suspension]


def test_a_file_of_the_schools_system_becomes_records(cast, pupil, hand_in, settle):
    item = hand_in(row(), row("PERM", "23/11/2026", last="", sessions=""))
    assert fates(item) == (2, 0, 0, 0)
    assert not Suspension.objects.exists()

    item = settle(apply_import, item, leave_out=False)

    assert item.state == Stage.APPLIED
    permanent, suspension = Suspension.objects.all()
    assert (suspension.kind, suspension.days, suspension.sessions, suspension.reasons) == (
        "SUSP",
        {"2026-11-16": "day", "2026-11-17": "day"},
        4,
        ("PP",),
    )
    assert (suspension.origin, suspension.pack, suspension.year_group, suspension.recorded_by) == (
        Origin.IMPORT,
        "EXCL-2026-07",
        "9",
        cast.dsl,
    )
    assert (permanent.kind, permanent.ends_on) == ("PERM", None)
    assert suspension.steps.get().verb == "record"
    assert Duty.objects.filter(suspension=permanent).exists()
    event = Event.objects.get(verb="suspension.import")
    assert {s.reference for s in event.subjects.all()} == {
        suspension.reference,
        permanent.reference,
        pupil.reference,
    }


def test_the_same_file_twice_writes_nothing(pupil, hand_in, settle):
    settle(apply_import, hand_in(row()), leave_out=False)
    before = list(Suspension.objects.values())

    again = hand_in(row())

    assert fates(again) == (0, 0, 1, 0)
    assert list(Suspension.objects.values()) == before


def test_a_newer_file_corrects_and_is_taken_back(pupil, hand_in, settle):
    settle(apply_import, hand_in(row()), leave_out=False)
    item = hand_in(row(last="16/11/2026", sessions="2", reasons="PA,DB"))
    assert fates(item) == (0, 1, 0, 0)
    changes = item.rows.get().changes
    assert changes["Length"] == ["2 days to 17 November 2026", "1 day to 16 November 2026"]

    item = settle(apply_import, item, leave_out=False)
    suspension = Suspension.objects.get()
    assert (suspension.sessions, suspension.reasons, suspension.ends_on) == (2, ("PA", "DB"), MON)
    assert Version.objects.get().stood["reason_1"] == "PP"

    settle(undo_import, item)
    suspension.refresh_from_db()
    assert (suspension.sessions, suspension.reasons, suspension.ends_on) == (4, ("PP",), TUE)


def test_undoing_marks_as_recorded_in_error_and_lets_the_file_in_again(pupil, hand_in, settle):
    item = settle(apply_import, hand_in(row()), leave_out=False)

    item = settle(undo_import, item)

    assert item.state == Stage.UNDONE
    suspension = Suspension.objects.get()
    assert (suspension.state, list(suspension.steps.values_list("verb", flat=True))) == (
        State.VOID,
        ["record", "void"],
    )
    assert not Duty.objects.standing().exists()
    assert fates(hand_in(row())) == (1, 0, 0, 0)


def test_what_was_changed_in_the_portal_since_is_not_undone(pupil, hand_in, settle):
    item = settle(apply_import, hand_in(row()), leave_out=False)
    Suspension.objects.update(revision=2)

    item = settle(undo_import, item)

    assert item.state == Stage.APPLIED
    assert "changed in the portal since" in item.problem


@pytest.mark.parametrize(
    ("given", "column", "reason"),
    [
        (row("WRONG"), "Category", '"WRONG" is not a code known here (SUSP, PERM, LNCH)'),
        (row(first="31/11/2026"), "First day", '"31/11/2026" is not a day of the calendar'),
        (row(first="16/11/1926"), "First day", "cannot be right: check the year"),
        (row(last="15/11/2026"), "Last day", "is before the first day"),
        (row(last="", sessions=""), "Sessions", "is empty: give the sessions or the last day"),
        (row(sessions="91"), "Sessions", "91 is not between 0 and 90"),
        (row(sessions="2.5"), "Sessions", '"2.5" is not a whole number'),
        (row(first="20/11/2026", last="20/11/2026", sessions=""), "First day", "no school day lies between"),
        (row(reasons="XX,"), "Reason", '"XX" is not a code known here'),
        (row(reasons=","), "Reason", "is empty"),
        (row(reasons="PP,PP"), "Reason", "Choose each reason once"),
        (row(first="15/06/2026", last="", reasons="MP,"), "Reason", "MP"),
        (row(upn=""), "UPN", "is empty: give it, or last name, first name and date of birth"),
        (row(upn="P207000016049"), "UPN", "is no pupil’s who is or was on this school’s roll"),
        (row(upn="Q207000016049"), "UPN", ""),
        (row(half="noon"), "First session", '"noon" is neither AM nor PM'),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(pupil, hand_in, given, column, reason):
    item = hand_in(given)

    assert fates(item) == (0, 0, 0, 1)
    ((named, said),) = problems(item)
    assert named == column
    assert reason in said


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (row(half="PM", last="", sessions="3"), {"2026-11-16": "pm", "2026-11-17": "day"}),
        (row(last="23/11/2026", first="19/11/2026", sessions=""), {"2026-11-19": "day", "2026-11-23": "day"}),
        (row("LNCH", last="17/11/2026", sessions=""), {"2026-11-16": "lunch", "2026-11-17": "lunch"}),
    ],
)
def test_days_are_those_of_the_schools_calendar(pupil, hand_in, settle, given, parts):
    settle(apply_import, hand_in(given), leave_out=False)

    assert Suspension.objects.get().days == parts


def test_a_last_day_that_the_calendar_does_not_know_is_a_warning(pupil, hand_in):
    item = hand_in(row(first="19/11/2026", last="20/11/2026"))

    assert (fates(item), item.warned) == ((1, 0, 0, 0), 1)
    assert problems(item) == [("Last day", "by the school’s calendar it is 23 November 2026")]


def test_overlaps_in_the_file_and_with_the_portal_are_rejected(cast, pupil, hand_in):
    other = SuspensionFactory(school=cast.other, pupil=pupil, parts={FRI.replace(day=18): DayPart.DAY},
                              starts_on=FRI.replace(day=18))  # fmt: skip

    item = hand_in(row(), row(first="17/11/2026", last="", sessions="2"), row(),
                   row(first="18/11/2026", last="", sessions="1"))  # fmt: skip

    assert fates(item) == (1, 0, 0, 3)
    assert problems(item) == [
        ("First day", "the pupil is suspended on 17 November 2026 by row 2 already"),
        ("First day", "the same record stands in row 2 already"),
        ("First day", f"the pupil is suspended on 18 November 2026 already ({other.reference})"),
    ]


def test_what_was_recorded_in_the_portal_stays(cast, pupil, hand_in):
    mine = SuspensionFactory(school=cast.own, pupil=pupil, parts={MON: DayPart.DAY, TUE: DayPart.DAY})
    words = mine.what_happened

    assert fates(hand_in(row())) == (0, 0, 1, 0)
    differs = hand_in(row(reasons="PA,"))

    assert fates(differs) == (0, 0, 0, 1)
    assert problems(differs) == [
        ("First day", f"was recorded in the portal ({mine.reference}) and differs: correct it there")
    ]
    mine.refresh_from_db()
    assert mine.what_happened == words


def test_more_than_45_days_are_taken_with_a_warning(pupil, hand_in):
    long = row(first="04/09/2026", last="", sessions="88")

    item = hand_in(long, row(first="07/12/2026", last="", sessions="4"))

    assert fates(item) == (2, 0, 0, 0)
    assert ("Sessions", "makes 46 days in the academic year; the law allows 45") in problems(item)


def test_a_pupil_is_found_by_name_and_birthday(cast, pupil, hand_in):
    named = f",{pupil.surname.upper()},{pupil.forename},{pupil.born_on:%d/%m/%Y},SUSP,16/11/2026,,,4,PP,"

    assert fates(hand_in(named)) == (1, 0, 0, 0)
    assert fates(hand_in(named.replace(pupil.forename, "Nobody"))) == (0, 0, 0, 1)


def test_only_ones_own_schools(cast, pupil, hand_in):
    header = f"School,{HEADER}"

    item = hand_in(f"{cast.other.urn},{row()}", f"{cast.own.urn},{row()}", header=header, urn=None)

    assert fates(item) == (1, 0, 0, 1)
    assert problems(item) == [("School", "is no school for which you may record suspensions")]


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_who_records_may_import(cast, role):
    person = cast.people[role]
    may = {"headteacher", "dsl", "deputy_dsl", "inclusion_lead", "inclusion_officer"}

    assert any(importer.kind == "suspensions" for importer in importers_for(person)) == (role in may)


def test_a_file_costs_the_same_queries_however_many_rows(cast, hand_in):
    def queries(count):
        enrolments = EnrolmentFactory.create_batch(count, school=cast.own, starts_on=date(2024, 9, 2))
        named = [
            f",{e.pupil.surname},{e.pupil.forename},{e.pupil.born_on:%d/%m/%Y},SUSP,16/11/2026,,,4,PP,"
            for e in enrolments
        ]
        with CaptureQueriesContext(connection) as seen:
            item = hand_in(*named)
        assert item.new == count
        return len(seen)

    queries(1)
    assert queries(1) == queries(12)

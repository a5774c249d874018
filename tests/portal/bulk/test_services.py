"""The life of an import: checked, shown, applied whole or not at all, undone, forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from portal.audit.models import Event
from portal.bulk import progress, services, work
from portal.bulk.enums import Fate, State
from portal.bulk.models import Import, ImportRow
from portal.bulk.services import apply_import, discard_import, start_import, undo_import
from portal.core.errors import Refused, WrongState
from schools.register.models import School
from tests.portal.bulk.files import TownImporter, csv_upload, workbook_bytes

GOOD = [(991_000, "Eastmere"), (991_001, "Northmere"), (991_002, "Northmere")]


def towns():
    return list(School.objects.filter(urn__gte=991_000).order_by("urn").values_list("town", flat=True))


def test_the_check_says_what_would_become_of_every_row_and_writes_nothing(hand_in):
    rows = [*GOOD, (991_003, ""), (991_000, "Twice"), (5, "Nowhere"), ("x", "y")]

    item = hand_in(*rows)

    assert (item.state, item.new, item.changed, item.unchanged, item.rejected) == (State.READY, 2, 1, 0, 4)
    assert towns() == ["Westmere", "", "", "", ""]
    assert [(row.number, row.fate, row.label, row.changes, row.problems) for row in item.rows.all()] == [
        (2, Fate.CHANGED, "School 0", {"Town": ["Westmere", "Eastmere"]}, []),
        (3, Fate.NEW, "School 1", {"Town": ["", "Northmere"]}, []),
        (4, Fate.NEW, "School 2", {"Town": ["", "Northmere"]}, []),
        (5, Fate.REJECTED, "", {}, [["Town", "is empty", False]]),
        (6, Fate.REJECTED, "", {}, [["URN", "stands in row 2 already", False]]),
        (7, Fate.REJECTED, "", {}, [["URN", "is no school known here", False]]),
        (8, Fate.REJECTED, "", {}, [["URN", '"x" is not a whole number', False]]),
    ]


def test_a_warning_lets_the_row_pass(hand_in):
    item = hand_in((991_000, "Eastmere", "Another"), header=("URN", "Town", "Name"))

    assert (item.changed, item.rejected, item.warned) == (1, 0, 1)
    assert item.rows.get().problems == [["Name", "is not the school’s name here", True]]


def test_applying_writes_what_the_preview_showed(hand_in, settle):
    item = settle(apply_import, hand_in(*GOOD), leave_out=False)

    assert item.state == State.APPLIED
    assert towns() == ["Eastmere", "Northmere", "Northmere", "", ""]
    event = Event.objects.get(verb="import.apply")
    assert event.actor == item.owner
    assert event.detail == {"kind": "towns", "changed": 1, "new": 2, "left_out": 0}


def test_a_second_run_of_the_file_finds_nothing_to_write(hand_in, settle):
    settle(apply_import, hand_in(*GOOD), leave_out=False)

    again = hand_in(*GOOD)

    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    with pytest.raises(Refused, match="nothing to import"):
        apply_import(item=again, leave_out=False, by=again.owner)


def test_rejected_rows_stop_the_file_unless_its_owner_leaves_them_out(hand_in, settle):
    item = hand_in(*GOOD, (5, "Nowhere"))

    with pytest.raises(Refused, match="1 row is rejected"):
        apply_import(item=item, leave_out=False, by=item.owner)
    assert towns() == ["Westmere", "", "", "", ""]

    item = settle(apply_import, item, leave_out=True)
    assert (item.state, item.leaves_out) == (State.APPLIED, True)
    assert towns()[0] == "Eastmere"


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_written(hand_in, settle):
    item = hand_in(*GOOD)
    School.objects.filter(urn=991_001).update(town="Elsewhere")

    item = settle(apply_import, item, leave_out=False)

    assert item.state == State.READY
    assert item.problem == "Records were changed since the check. Look at the rows again."
    assert towns() == ["Westmere", "Elsewhere", "", "", ""]
    assert item.rows.get(number=3).changes == {"Town": ["Elsewhere", "Northmere"]}
    assert settle(apply_import, item, leave_out=False).state == State.APPLIED


def test_a_fault_half_way_leaves_nothing_behind(hand_in, settle, monkeypatch):
    item = hand_in(*GOOD)
    monkeypatch.setattr(work, "CHUNK", 1)
    write, written = TownImporter.write, []

    def fails_at_the_second(self, planned):
        written.append(planned)
        if len(written) == 2:
            raise ZeroDivisionError
        write(self, planned)

    monkeypatch.setattr(TownImporter, "write", fails_at_the_second)

    item = settle(apply_import, item, leave_out=False)

    assert len(written) == 2
    assert item.state == State.FAILED
    assert "Nothing was changed" in item.problem
    assert towns() == ["Westmere", "", "", "", ""]
    assert not Event.objects.filter(verb="import.apply").exists()


def test_a_database_that_is_away_leaves_the_import_to_the_next_worker(hand_in, settle, monkeypatch):
    item = hand_in(*GOOD)

    def away(*args):
        raise OperationalError

    with monkeypatch.context() as trouble:
        trouble.setattr(TownImporter, "write", away)
        item = settle(apply_import, item, leave_out=False)
    assert item.state == State.APPLYING

    work.run_import(item.pk)
    assert towns() == ["Eastmere", "Northmere", "Northmere", "", ""]


def test_an_import_whose_worker_died_is_given_to_another(
    hand_in, settle, monkeypatch, django_capture_on_commit_callbacks
):
    item = hand_in(*GOOD)
    with monkeypatch.context() as trouble:
        trouble.setattr(services.run, "delay_on_commit", lambda **about: None)
        settle(apply_import, item, leave_out=False)

    with django_capture_on_commit_callbacks(execute=True):
        services.resume()
    assert towns()[0] == "Westmere", "a worker that spoke a moment ago is left alone"

    with (
        time_machine.travel(timezone.now() + timedelta(minutes=11)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        services.resume()
    assert towns()[0] == "Eastmere"


def test_two_workers_apply_a_file_once(hand_in, settle):
    item = settle(apply_import, hand_in(*GOOD), leave_out=False)
    School.objects.filter(urn=991_000).update(town="Changed since")

    work.run_import(item.pk)

    assert towns()[0] == "Changed since"
    assert Event.objects.filter(verb="import.apply").count() == 1


def test_undo_takes_back_what_was_written(hand_in, settle):
    item = settle(apply_import, hand_in(*GOOD), leave_out=False)

    item = settle(undo_import, item)

    assert item.state == State.UNDONE
    assert towns() == ["Westmere", "", "", "", ""]
    assert Event.objects.get(verb="import.undo").detail == {"kind": "towns", "rows": 3}


def test_undo_is_whole_or_not_at_all(hand_in, settle):
    item = settle(apply_import, hand_in(*GOOD), leave_out=False)
    School.objects.filter(urn=991_000).update(town="By hand")

    item = settle(undo_import, item)

    assert item.state == State.APPLIED
    assert item.problem == "It stays as it is. A town was changed by hand since."
    assert towns() == ["By hand", "Northmere", "Northmere", "", ""]


def test_only_the_last_import_can_be_undone(hand_in, settle):
    first = settle(apply_import, hand_in(*GOOD), leave_out=False)
    second = settle(apply_import, hand_in((991_004, "Southmere")), leave_out=False)

    with pytest.raises(Refused, match="Another file was imported after this one"):
        undo_import(item=first, by=first.owner)
    settle(undo_import, second)
    assert settle(undo_import, first).state == State.UNDONE


@pytest.mark.parametrize(
    ("rows", "more", "problem"),
    [
        ([], {}, "towns.csv has a header but no rows."),
        ([("a", "b")], {"header": ("URN", "Towns")}, 'Perhaps rename "Towns" to "Town".'),
        (
            [("a", "b", "c")],
            {"header": ("URN", "School number", "Town")},
            'has the columns "URN" and "School number", which mean the same.',
        ),
        ([("a", "b", "c")], {"header": ("URN", "Town", "Town")}, 'has the column "Town" more than once.'),
        ([(n, "x") for n in range(1001)], {}, "has more than 1,000 rows. Split it."),
    ],
)
def test_a_file_that_cannot_be_used_says_why(hand_in, rows, more, problem):
    item = hand_in(*rows, **more)

    assert item.state == State.UNUSABLE
    assert problem in item.problem
    assert not item.rows.exists()


def test_a_column_may_have_another_heading(hand_in):
    assert hand_in((991_000, "Eastmere"), header=("School number", "TOWN")).changed == 1


def test_a_workbook_is_read_as_a_csv_file_is(hand_in):
    content = workbook_bytes(("URN", "Town"), (991_000, "Eastmere"), (991_001, "=A1"))

    item = hand_in(upload=SimpleUploadedFile("towns.xlsx", content))

    assert (item.changed, item.rejected) == (1, 1)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("towns.csv", b""), "towns.csv is empty. Choose the file again."),
        (SimpleUploadedFile("towns.pdf", b"%PDF"), "Hand in a .csv or .xlsx file."),
    ],
)
def test_a_file_is_refused_at_the_door(cast, upload, words):
    with pytest.raises(Refused, match=words):
        start_import(kind="towns", upload=upload, options={}, by=cast.administrator)


def test_a_file_that_is_too_large_is_refused_at_the_door(cast, monkeypatch):
    monkeypatch.setattr(TownImporter, "most_bytes", 10)

    with pytest.raises(Refused, match="is larger than 0 MB"):
        start_import(kind="towns", upload=csv_upload((1, "a")), options={}, by=cast.administrator)


def test_who_may_not_import_is_refused(cast):
    for kind, person in (("towns", cast.dsl), ("no such kind", cast.administrator)):
        with pytest.raises(Refused):
            start_import(kind=kind, upload=csv_upload(), options={}, by=person)


def test_every_verb_fits_its_states_only(hand_in):
    """Independent of the table: what an owner may do in which state."""
    allowed = {
        apply_import: {State.READY},
        undo_import: {State.APPLIED},
        discard_import: {State.READY, State.UNUSABLE, State.FAILED},
    }
    item = hand_in(*GOOD)
    for service, states in allowed.items():
        for state in State:
            if state not in states:
                Import.objects.filter(pk=item.pk).update(state=state)
                more = {"leave_out": False} if service is apply_import else {}
                with pytest.raises(WrongState):
                    service(item=item, by=item.owner, **more)


def test_discarding_forgets_file_and_rows_at_once(hand_in, settle):
    item = hand_in(*GOOD)
    storage, stored = item.file.storage, item.file.name

    item = settle(discard_import, item)

    assert (item.state, item.name, item.file.name) == (State.DISCARDED, "", "")
    assert not ImportRow.objects.exists()
    assert not storage.exists(stored)


def test_file_and_rows_are_forgotten_after_30_days(hand_in, settle):
    kept = settle(apply_import, hand_in(*GOOD), leave_out=False)

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        services.forget_old()
    assert Import.objects.get(pk=kept.pk).rows.exists()

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        services.forget_old()
    kept.refresh_from_db()
    assert (kept.state, kept.changed, kept.name, kept.file.name) == (State.APPLIED, 1, "", "")
    assert not kept.rows.exists()
    with pytest.raises(Refused, match="too long ago"):
        undo_import(item=kept, by=kept.owner)


def test_progress_is_said_while_the_worker_is_at_it(hand_in, settle, monkeypatch):
    item = hand_in(*GOOD)
    seen = []
    monkeypatch.setattr(work, "CHUNK", 1)
    monkeypatch.setattr(progress, "say", lambda item, rows: seen.append((item.state, rows)))

    settle(apply_import, item, leave_out=False)

    assert seen == [(State.APPLYING, rows) for rows in (0, 1, 2, 3)]


def test_the_number_of_questions_does_not_grow_with_the_rows(hand_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        hand_in(*[(991_000 + n % 5, f"Town {n}") for n in range(400)])

"""Term dates and closures through the room of imports: preview, whole or not at all, again, undone."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.audit.models import Event
from portal.bulk.enums import Fate, State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import, undo_import
from schools.calendars.importing.options import DatesOptions
from schools.calendars.models import Closure, Term
from schools.calendars.services import is_school_day
from tests.schools.calendars.importing.calendars import calendar, days

HEADER = "Name,First day,Last day\n"
AUTUMN = "Autumn 1,02/09/2026,23/10/2026\nAutumn 2,2 November 2026,2026-12-18\n"
A1 = ("Autumn 1", date(2026, 9, 2), date(2026, 10, 23))
A2 = ("Autumn 2", date(2026, 11, 2), date(2026, 12, 18))


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    """Hand a file in and let the worker check it."""

    def hand_in(content, name="dates.csv", kind="term-dates", urn=None, by=None):
        content = content.encode() if isinstance(content, str) else content
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(
                kind=kind,
                upload=SimpleUploadedFile(name, content),
                options={"urn": urn},
                by=by or cast.administrator,
            )
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def settle(cast, django_capture_on_commit_callbacks):
    """Apply or undo, and let the worker finish."""

    def settle(service, item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            service(item=item, by=item.owner, **more)
        item.refresh_from_db()
        return item

    return settle


def terms(school=None):
    return list(Term.objects.filter(school=school).values_list("name", "starts_on", "ends_on"))


def closures(school=None):
    return list(Closure.objects.filter(school=school).values_list("on", "reason"))


def counts(item):
    return item.new, item.changed, item.unchanged, item.rejected


def test_new_terms_are_shown_then_written_and_hold_at_once(hand_in, settle):
    assert is_school_day(date(2026, 10, 27))  # estimated
    item = hand_in(HEADER + AUTUMN)
    assert (counts(item), terms()) == ((2, 0, 0, 0), [])

    settle(apply_import, item, leave_out=False)

    assert terms() == [A1, A2]
    assert not is_school_day(date(2026, 10, 27))
    assert Event.objects.get(verb="calendar.import_terms").detail == {
        "terms": [["Autumn 1", "2026-09-02", "2026-10-23"], ["Autumn 2", "2026-11-02", "2026-12-18"]]
    }


def test_a_second_run_has_nothing_to_write(hand_in, settle):
    settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)

    item = hand_in(HEADER + AUTUMN)

    assert counts(item) == (0, 0, 2, 0)
    assert not item.would_write


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("First half,02/09/2026,23/10/2026", {"Name": ["Autumn 1", "First half"]}),
        ("autumn 1,03/09/2026,23/10/2026",
         {"Name": ["Autumn 1", "autumn 1"], "First day": ["2 September 2026", "3 September 2026"]}),
        ("Half-term 1,02/09/2026,16/10/2026",
         {"Name": ["Autumn 1", "Half-term 1"], "Last day": ["23 October 2026", "16 October 2026"]}),
    ],
)  # fmt: skip
def test_a_row_changes_the_term_it_means(hand_in, settle, line, changes):
    settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)

    item = hand_in(HEADER + line)

    assert counts(item) == (0, 1, 0, 0)
    assert item.rows.get().changes == changes


def test_terms_that_do_not_fit_are_rejected_with_row_and_reason(hand_in, settle):
    settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)
    lines = [
        "Both,03/09/2026,17/12/2026",  # runs over two known terms
        "Turned,23/10/2027,02/09/2027",
        "Spring,04/01/2027,12/02/2027",
        "Spring again,08/02/2027,26/03/2027",
        "Long ago,02/09/1850,23/10/1850",
        ",02/09/2029,23/10/2029",
        "No day,02/09/2029,32/10/2029",
    ]

    item = hand_in(HEADER + "\n".join(lines))

    assert counts(item) == (1, 0, 0, 6)
    rejected = {row.number: row.problems[0][1] for row in item.rows.filter(fate=Fate.REJECTED)}
    assert "overlap with Autumn 1" in rejected[2]
    assert "on or after the first day" in rejected[3]
    assert "overlap with Spring, 4 January 2027" in rejected[5]
    assert "between 2000 and 2099" in rejected[6]
    assert (rejected[7], rejected[8]) == ("is empty", '"32/10/2029" is not a day of the calendar')


def test_a_rejected_row_keeps_its_term_and_what_runs_into_it_is_rejected_too(hand_in, settle):
    settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)

    item = hand_in(HEADER + "Autumn 1,23/10/2026,02/09/2026\nOther,05/10/2026,16/10/2026\n")

    assert counts(item) == (0, 0, 0, 2)


def test_two_terms_may_move_past_each_other(hand_in, settle):
    settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)

    item = hand_in(HEADER + "Autumn 2,02/09/2026,25/09/2026\nAutumn 1,28/09/2026,18/12/2026\n")

    assert counts(item) == (0, 2, 0, 0)
    settle(apply_import, item, leave_out=False)
    settle(undo_import, item)
    assert (item.state, terms()) == (State.UNDONE, [A1, A2])


def test_undoing_takes_new_terms_away_unless_somebody_changed_them(hand_in, settle):
    item = settle(apply_import, hand_in(HEADER + AUTUMN), leave_out=False)
    Term.objects.filter(name="Autumn 2").update(ends_on=date(2026, 12, 17))
    settle(undo_import, item)
    assert (item.state, item.problem) == (
        State.APPLIED,
        "It stays as it is. Autumn 2 has been changed since.",
    )
    Term.objects.filter(name="Autumn 2").update(ends_on=A2[2])

    settle(undo_import, item)

    assert (item.state, terms()) == (State.UNDONE, [])


def test_a_schools_terms_are_its_own_and_the_preview_says_what_that_means(cast, hand_in, settle):
    Term.objects.create(name=A1[0], starts_on=A1[1], ends_on=A1[2])

    item = hand_in(HEADER + AUTUMN, urn=cast.own.urn, by=cast.dsl)

    assert counts(item) == (2, 0, 0, 0)
    assert [row.problems[0][1] for row in item.rows.all()] == [
        "the school then has its own dates in 2026 to 2027, not the authority’s"
    ] * 2
    settle(apply_import, item, leave_out=False)
    assert (terms(cast.own), terms()) == ([A1, A2], [A1])
    assert Event.objects.get(verb="calendar.import_terms").subjects.get().reference == str(cast.own.urn)


@pytest.mark.parametrize("urn", [None, 990002])
def test_a_safeguarding_lead_imports_for_no_other_school(cast, hand_in, urn):
    item = hand_in(HEADER + AUTUMN, urn=urn, by=cast.dsl)

    assert (item.state, item.problem) == (State.UNUSABLE, "You can no longer set these dates.")


@pytest.mark.parametrize(
    ("person", "typed", "urn", "is_valid"),
    [
        ("administrator", "", None, True),
        ("administrator", "990002", 990002, True),
        ("administrator", "5", None, False),
        ("administrator", "x\0", None, False),
        ("dsl", "990001", 990001, True),
        ("dsl", "990002", None, False),
        ("dsl", "", None, False),
        ("nobody", "990001", None, False),
    ],
)
def test_whose_dates_they_are(cast, person, typed, urn, is_valid):
    form = DatesOptions({"urn": typed}, by=getattr(cast, person))

    assert form.is_valid() is is_valid
    assert not is_valid or form.options() == {"urn": urn}


def test_a_calendar_file_goes_the_same_way(hand_in, settle):
    content = calendar(
        days("Autumn Term 1", "20260902", "20261024"),
        days("Parents’ evening", "20261008"),
        days("Autumn Term 2", "20261102", "20261219"),
    )

    item = hand_in(content, name="dates.ics")

    assert counts(item) == (2, 0, 0, 1)
    assert item.rows.get(fate=Fate.REJECTED).problems[0][0] == "Event “Parents’ evening”"
    settle(apply_import, item, leave_out=True)
    assert [span for _, *span in terms()] == [list(A1[1:]), list(A2[1:])]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dates.ics", HEADER + AUTUMN),
        ("dates.csv", "PK\x03\x04"),
        ("dates.csv", "A,B\n1,2\n"),
        ("d.ics", "x"),
    ],
)
def test_what_a_file_is_called_does_not_count(hand_in, name, content):
    item = hand_in(content, name=name)

    assert item.state == State.UNUSABLE
    assert terms() == []


def test_closures_are_written_changed_left_and_rejected(hand_in, settle):
    Closure.objects.create(on=date(2026, 11, 23), reason="INSET day")
    Closure.objects.create(on=date(2026, 11, 24), reason="Snow")
    lines = [
        "Date,Last day,Reason",
        "23/11/2026,,INSET day",
        "24/11/2026,,Boiler",
        "27/11/2026,30/11/2026,Local holiday",
        "28/11/2026,,Saturday",
        "30/11/2026,,Twice",
        "01/12/2026,01/12/2029,Too long",
    ]

    item = hand_in("\n".join(lines), kind="closures")

    assert counts(item) == (1, 1, 1, 3)
    assert [r.problems[0][1] for r in item.rows.filter(fate=Fate.REJECTED)] == [
        "is a weekend",
        "stands in row 4 already",
        "A closure lasts at most 60 days. For a longer one, change the term.",
    ]
    settle(apply_import, item, leave_out=True)
    assert closures() == [
        (date(2026, 11, 23), "INSET day"),
        (date(2026, 11, 24), "Boiler"),
        (date(2026, 11, 27), "Local holiday"),
        (date(2026, 11, 30), "Local holiday"),
    ]
    settle(undo_import, item)
    assert closures() == [(date(2026, 11, 23), "INSET day"), (date(2026, 11, 24), "Snow")]


def test_undoing_closures_stops_where_one_was_changed(hand_in, settle):
    item = settle(
        apply_import, hand_in("Date,Reason\n23/11/2026,INSET day\n", kind="closures"), leave_out=False
    )
    Closure.objects.update(reason="Snow")

    settle(undo_import, item)

    assert item.problem == "It stays as it is. The closure of 23 November 2026 has been changed since."
    assert closures() == [(date(2026, 11, 23), "Snow")]


def test_closures_of_a_calendar_file_for_a_school(cast, hand_in, settle):
    content = calendar(days("INSET day", "20261123"), days("Autumn Term 1", "20260902", "20261024"))

    settle(
        apply_import,
        hand_in(content, name="inset.ics", kind="closures", urn=cast.own.urn, by=cast.headteacher),
        leave_out=False,
    )

    assert (closures(cast.own), closures()) == ([(date(2026, 11, 23), "INSET day")], [])


@pytest.mark.parametrize("name", ["term_dates--term_dates.ics", "term_dates--sutc__school_dates.ics"])
def test_a_real_calendar_is_imported_once(shared_data, hand_in, settle, name):
    content = (shared_data / "calendars" / name).read_bytes()

    settle(apply_import, hand_in(content, name=name), leave_out=False)

    assert len(terms()) == 18
    assert counts(hand_in(content, name=name)) == (0, 0, 18, 0)

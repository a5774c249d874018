"""An off-site direction from form to outcome: refusals, notices, both rolls, letters, the list."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from exclusions.measures.enums import State
from exclusions.measures.kinds import KINDS
from exclusions.measures.letters import OURS
from exclusions.measures.models import Direction, Measure, MeasureLetter, MeasureStep
from exclusions.measures.services import create_measure, take_step, tell_of_dues, work_out_again
from exclusions.risk.models import Alert
from exclusions.risk.services import find_alerts
from exclusions.suspensions.letters.services import problems_with
from exclusions.suspensions.models import LetterText
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.calendars.models import Closure
from schools.calendars.services import forget_calendars
from schools.pupils.chronology import chronology
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.holdings import held
from schools.pupils.models import Enrolment
from schools.pupils.services import set_fact
from tests.cast import EVERYONE
from tests.exclusions.measures.conftest import on
from tests.factories import DirectionFactory, EnrolmentFactory

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
SPEC = KINDS["direction"]
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**more):
    content = {
        "host": "St Oswin’s",
        "to_school": "990002",
        "address": "1 Water Lane",
        "report_to": "Mr Lee",
        **on("starts_on", date(2026, 11, 23)),
        **on("planned_end_on", date(2026, 12, 18)),
        "sessions": "20",
        "session_starts": "9:00",
        "session_ends": "15.10",
        "breaks": "None",
        "reasons": "Lessons end in rows.",
        "objectives": "Stays in lessons.",
        "pupil_view": "Fine by me.",
        "is_dual": "yes",
        "review_weeks": "2",
    }
    return {**content, **more}


@pytest.fixture
def url(cast, pupil):
    return reverse("measures:new", args=["directions", pupil.reference, cast.own.urn])


@pytest.fixture
def direction(url, as_person):
    as_person("dsl").post(url, typed())
    return Direction.objects.get()


def take(direction, verb, day, by, **given):
    direction.refresh_from_db()
    return take_step(measure=direction, verb=verb, on=day, by=by, seen_revision=direction.revision, **given)


# --- Recording ---


def test_from_a_name_to_a_record(cast, pupil, as_person, url):
    browser = as_person("dsl")
    start = reverse("measures:start", args=["directions"])

    found = browser.post(start, {"words": pupil.surname, "search": "1"})
    chosen = browser.post(start, {"school": cast.own.urn, "choose": pupil.reference})
    done = browser.post(chosen["Location"], {**typed(), "once_token": "a"})
    twice = browser.post(chosen["Location"], {**typed(), "once_token": "a"})

    assert pupil.full_name in found.content.decode()
    assert chosen["Location"] == url
    direction = Direction.objects.get()
    assert done["Location"] == twice["Location"] == direction.get_absolute_url()
    assert (direction.pupil, direction.school, direction.to_school) == (pupil, cast.own, cast.other)
    assert (direction.sessions, direction.is_dual, direction.shared_on) == (40, True, TODAY)
    assert (direction.pack, direction.year_group, direction.recorded_as) == (
        "EXCL-2026-07",
        "9",
        "Designated safeguarding lead",
    )
    # Thursday: Friday is an INSET day.
    assert (direction.next_due_on, direction.state) == (date(2026, 11, 18), State.LIVE)
    page = browser.get(done["Location"]).content.decode()
    for words in ("Give the parents the written notice", "2 school days before", "SI 2012/2532", "Mr Lee"):
        assert words in page, words


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"host": ""}, "Enter where the pupil will be"),
        ({"starts_on_1": ""}, "Enter the day, month and year"),
        ({"starts_on_2": "2016"}, "Check the year of the first day"),
        ({"planned_end_on_0": "20", "planned_end_on_1": "11"}, "The last day must be on or after the first"),
        ({"sessions": "20.5"}, "There are only 20 days between these days"),
        ({"sessions": "many"}, "Enter how many school days, from 0.5 to 400"),
        ({"session_ends": "8:30"}, "The day must end after it begins"),
        ({"session_starts": "nine"}, "Enter a time of day"),
        ({"to_school": "123456"}, "No school of the register has this number"),
        ({"to_school": "99000١"}, "No school of the register has this number"),
        ({"to_school": "990001"}, "That is this school"),
        ({"to_school": ""}, "only schools have a roll"),
        ({"review_weeks": "0"}, "Ensure this value is greater than or equal to 1"),
        ({"reasons": "\x00"}, "Null characters are not allowed"),
        ({"reasons": "x" * 20_001}, "This is longer than 20,000 characters"),
    ],
)
def test_what_cannot_be_is_named_and_what_was_typed_is_kept(as_person, url, changed, error):
    answer = as_person("dsl").post(url, typed(**changed))

    page = answer.content.decode()
    assert (answer.status_code, Direction.objects.count()) == (200, 0)
    assert error in page
    assert "1 Water Lane" in page


def test_two_directions_do_not_overlap(cast, as_person, direction, url):
    again = as_person("headteacher").post(url, typed(**on("starts_on", date(2026, 12, 18)), sessions="1"))
    later = as_person("headteacher").post(
        url,
        typed(**on("starts_on", date(2027, 1, 5)), **on("planned_end_on", date(2027, 1, 5)), sessions="1"),
    )

    assert f"already: {direction.reference}" in again.content.decode()
    assert later.status_code == 302


def test_officers_link_workers_and_the_host_school_are_told_without_a_name(cast, pupil, direction):
    told = {notice.user: notice.text for notice in Notice.objects.filter(about=direction.reference)}

    assert set(told) == {
        cast.inclusion_officer,
        cast.lead_social_worker,
        cast.deputy_social_worker,
        cast.headteacher,
        cast.other_dsl,
    }
    assert set(told.values()) == {
        f"{direction.reference}: an off-site direction has been recorded at Northgate High School."
    }


def test_a_plan_is_known_from_the_pupils_facts(cast, pupil, as_person, url):
    set_fact(
        pupil=pupil,
        kind=FactKind.SEN_PROVISION,
        value="E",
        starts_on=date(2026, 9, 1),
        source=FactSource.SCHOOL_SYSTEM,
        as_at=date(2026, 9, 1),
        by=cast.dsl,
    )

    page = as_person("dsl").post(url, typed(), follow=True).content.decode()

    assert Direction.objects.get().has_plan
    assert "Give the local authority the written notice" in page
    assert "To the local authority: off-site direction" in page


# --- Who ---

SEE_OWN = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "senco",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
    "inclusion_officer",
}
HOST = {"other_dsl", "other_social_worker"}


@pytest.mark.parametrize("name", EVERYONE)
def test_who_sees_a_direction(cast, direction, name):
    alone = DirectionFactory(school=cast.own)
    seen = set(Measure.objects.visible_to(cast.people[name]).values_list("pk", flat=True))

    expected = {alone.pk, direction.pk} if name in SEE_OWN else {direction.pk} if name in HOST else set()
    assert seen == expected


def test_a_host_school_reads_and_changes_nothing(cast, as_person, direction):
    browser = as_person("other_dsl")

    page = browser.get(direction.get_absolute_url())
    answers = [
        browser.get(reverse("measures:correct", args=[direction.reference])).status_code,
        browser.post(reverse("measures:step", args=[direction.reference, "end"])).status_code,
        browser.get(
            reverse("measures:write_letter", args=[direction.reference, "direction_parents"])
        ).status_code,
    ]

    assert page.status_code == 200
    assert "What happened?" not in page.content.decode()
    assert answers == [403, 403, 403]


def test_a_record_made_in_error_is_the_host_schools_no_more(cast, direction):
    take(direction, "void", TODAY, cast.dsl, note="Wrong pupil")

    assert not Measure.objects.visible_to(cast.other_dsl).exists()


# --- What happens since ---


def test_each_step_moves_it_on_and_is_written_down(cast, as_person, direction):
    browser, address = as_person("dsl"), direction.get_absolute_url()
    sent = {**on("on", TODAY), "how": "letter", "note": "", "seen_revision": "1", "once_token": "n"}

    told = browser.post(reverse("measures:step", args=[direction.reference, "tell_parents"]), sent)
    twice = browser.post(reverse("measures:step", args=[direction.reference, "tell_parents"]), sent)

    assert told["Location"] == twice["Location"] == address
    assert list(direction.steps.values_list("verb", "on", "before", "after")) == [
        ("record", TODAY, "", "live"),
        ("tell_parents", TODAY, "live", "live"),
    ]
    direction.refresh_from_db()
    # Two weeks after the first day, the interval of the board.
    assert (direction.revision, direction.next_due_on) == (2, date(2026, 12, 7))
    assert "How: letter" in browser.get(address).content.decode()
    assert list(Event.objects.filter(verb="direction.tell_parents").values_list("actor", flat=True)) == [
        cast.dsl.pk
    ]


def test_who_acts_on_an_old_page_is_told_who_was_first(cast, as_person, direction):
    take(direction, "tell_parents", TODAY, cast.headteacher)
    sent = {**on("on", TODAY), "who_asks": "parents", "note": "In a letter.", "seen_revision": "1"}

    answer = as_person("dsl").post(reverse("measures:step", args=[direction.reference, "demand"]), sent)

    assert "Headteacher changed it on 17 November 2026" in answer.content.decode()
    assert "In a letter." in answer.content.decode()
    assert not direction.steps.filter(verb="demand").exists()


def test_a_day_to_come_a_missing_word_and_a_day_before_it_began(cast, as_person, direction):
    browser = as_person("dsl")
    end = reverse("measures:step", args=[direction.reference, "end"])

    ahead = browser.post(end, {**on("on", date(2026, 11, 18)), "outcome": "met", "note": "Good"})
    silent = browser.post(end, {**on("on", TODAY), "outcome": "met", "note": ""})
    early = browser.post(
        end, {**on("on", TODAY), "outcome": "met", "note": "Good", "seen_revision": direction.revision}
    )

    assert "not in the future" in ahead.content.decode()
    assert "Write: how did it go" in silent.content.decode()
    assert "It starts on 23 November 2026" in early.content.decode()


def test_both_rolls_from_beginning_to_end(cast, pupil, direction):
    with time_machine.travel(datetime(2026, 12, 9, 9, tzinfo=NOW.tzinfo)):
        take(direction, "enrol", date(2026, 11, 23), cast.dsl)
        assert list(
            Enrolment.objects.filter(pupil=pupil).order_by("pk").values_list("school", "status", "ends_on")
        ) == [(cast.own.pk, "M", None), (cast.other.pk, "S", date(2026, 12, 18))]

        take(
            direction,
            "end",
            date(2026, 12, 8),
            cast.dsl,
            note="Met.",
            extras={"outcome": "met", "back_on": date(2026, 12, 9)},
        )

    direction.refresh_from_db()
    assert (direction.state, direction.outcome) == (State.ENDED, "met")
    assert (direction.ended_on, direction.back_on) == (date(2026, 12, 8), date(2026, 12, 9))
    assert list(
        Enrolment.objects.filter(pupil=pupil).order_by("pk").values_list("school", "status", "ends_on")
    ) == [(cast.own.pk, "C", None), (cast.other.pk, "S", date(2026, 12, 8))]
    with pytest.raises(WrongState):
        take(direction, "demand", TODAY, cast.dsl)


def test_a_review_may_move_its_end(cast, direction):
    extras = {"attended": "Parents, Mr Lee", "new_end": date(2027, 2, 12)}

    take(direction, "review", TODAY, cast.dsl, note="Goes on.", extras=extras)

    direction.refresh_from_db()
    assert direction.planned_end_on == date(2027, 2, 12)
    with pytest.raises(Refused, match="before the first day"):
        take(direction, "review", TODAY, cast.dsl, note="x", extras={"new_end": date(2026, 11, 1)})


def test_a_correction_keeps_what_stood_and_nothing_changes_twice(cast, as_person, direction):
    browser, address = as_person("dsl"), reverse("measures:correct", args=[direction.reference])
    filled = browser.get(address).content.decode()
    sent = {**typed(report_to="Ms Roe"), "because": "A slip", "seen_revision": "1"}

    silent = browser.post(address, {**sent, "because": ""})
    browser.post(address, sent)
    same = browser.post(address, {**sent, "seen_revision": "2"})

    assert 'value="Mr Lee"' in filled
    assert "Write why" in silent.content.decode()
    direction.refresh_from_db()
    assert (direction.report_to, direction.revision, same.status_code) == ("Ms Roe", 2, 302)
    assert direction.steps.last().detail == {"stood": {"report_to": "Mr Lee"}}
    assert "Person to report to was: Mr Lee" in browser.get(direction.get_absolute_url()).content.decode()


def test_the_database_refuses_other_histories(direction):
    for change in (
        lambda: MeasureStep.objects.update(note="x"),
        lambda: MeasureStep.objects.all().delete(),
        lambda: Measure.objects.update(recorded_as="x"),
        lambda: Measure.objects.update(ended_on=None, planned_end_on=date(2020, 1, 1)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- Falling due ---


def test_owners_are_told_ahead_and_once_late(cast, direction):
    Notice.objects.all().delete()

    assert tell_of_dues() == 2
    assert tell_of_dues() == 0
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=NOW.tzinfo)):
        assert tell_of_dues() == 2

    assert {(n.user, n.text.partition(": ")[2]) for n in Notice.objects.all()} == {
        (person, words)
        for person in (cast.dsl, cast.headteacher)
        for words in ("something falls due within three days.", "something is overdue.")
    }


def test_days_move_with_the_calendar(cast, direction):
    Closure.objects.create(on=date(2026, 11, 19), reason="Snow", school=cast.own)
    forget_calendars()

    assert (work_out_again(), work_out_again()) == (1, 0)
    direction.refresh_from_db()
    assert direction.next_due_on == TODAY


def test_an_alert_ten_days_before_it_ends(cast, pupil):
    near = DirectionFactory(school=cast.own, planned_end_on=date(2026, 11, 27))
    DirectionFactory(school=cast.own, planned_end_on=date(2026, 11, 28))
    DirectionFactory(school=cast.own, planned_end_on=date(2026, 11, 20), state=State.ENDED)

    find_alerts(TODAY)
    find_alerts(TODAY)

    (alert,) = Alert.objects.filter(rule="direction_ends")
    assert (alert.pupil, alert.evidence, alert.version) == (near.pupil, [near.reference], 1)
    assert alert.reasons == [f"Off-site direction {near.reference} is planned to end on 27 November 2026"]


# --- Letters ---


def test_the_notice_is_read_kept_and_taken_as_pdf_and_text(cast, pupil, as_person, direction, tmp_path):
    browser = as_person("dsl")
    write = reverse("measures:write_letter", args=[direction.reference, "direction_parents"])
    said = {"address": "Ms Rowan\n2 Hill Road", "write_to": "clerk@northgate.example", "more": "Call me."}

    preview = browser.post(write, said).content.decode()
    kept = browser.post(write, {**said, "keep": "yes"})

    letter = MeasureLetter.objects.get()
    assert kept["Location"] == reverse("measures:letter", args=[letter.reference])
    for words in (
        "Dear Ms Rowan",
        pupil.full_name,
        "St Oswin’s\n1 Water Lane",
        "Please ask for: Mr Lee",
        "from Monday 23 November 2026 to Friday 18 December 2026, 20 school days in all",
        "begins at 09:00 and ends at 15:10. Breaks: None.",
        "Lessons end in rows.",
        "Stays in lessons.",
        "every 2 weeks",
        "no review for 10 weeks you can ask for one in writing: write to: clerk@northgate.example",
        "Call me.",
    ):
        assert words in letter.body, words
        assert words.partition("\n")[0].replace("'", "&#x27;") in preview, words
    text = browser.get(kept["Location"], {"file": "txt"}).content.decode()
    assert text.startswith(f"{cast.own.name}\n{cast.own.address}\n\n{letter.address}\n\n")
    assert text.endswith(f"\nOur reference: {letter.reference}\n\n{letter.body}\n")
    file = tmp_path / "letter.pdf"
    file.write_bytes(browser.get(kept["Location"], {"file": "pdf"}).content)
    assert "Mr Lee" in PdfReader(file).pages[0].extract_text()


def test_the_authority_sets_the_texts_and_may_leave_nothing_out(cast, as_person):
    page = as_person("inclusion_officer").get(reverse("suspensions:letter_text", args=["direction_parents"]))

    assert "[report to]" in page.content.decode()
    for code, kind in OURS.items():
        text = LetterText.objects.get(kind=code).text
        assert problems_with(text, kind) == []
        assert problems_with(text.replace("[times]", ""), kind) == [
            "[times] is missing: when the day begins and ends, and the breaks."
        ]


# --- The list, and what others show ---


def test_the_list_its_filters_its_file_and_its_queries(cast, as_person, direction):
    DirectionFactory(school=cast.own, state=State.ENDED, ended_on=TODAY)
    browser, address = as_person("dsl"), reverse("measures:list", args=["directions"])

    def references(**filters):
        return [row.record.reference for row in browser.get(address, filters).context["table"].rows]

    assert references() == [direction.reference]
    assert len(references(state="standing")) == 2
    assert references(due="overdue") == []
    assert references(due="week") == [direction.reference]
    assert references(ends="10") == []
    assert references(school="990002") == []
    assert references(year="9") == [direction.reference]
    file = b"".join(browser.get(address, {"export": "csv"}).streaming_content).decode()
    assert "St Oswin" in file
    assert "Give the parents the written notice" in file
    counts = []
    for more in (0, 2):
        DirectionFactory.create_batch(more, school=cast.own)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(references()) == 1 + more
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_tab_chronology_panel_search_and_file_know_of_it(cast, pupil, as_person, direction):
    browser = as_person("dsl")

    tab = browser.get(reverse("pupils:tab", args=[pupil.reference, "measures"])).content.decode()
    school = browser.get(cast.own.get_absolute_url()).content.decode()
    told = [h for h in chronology(cast.dsl, pupil) if h.reference == direction.reference]

    assert direction.reference in tab
    assert "Record an off-site direction" in tab
    assert "off-site directions" in school
    assert [(h.on, h.title) for h in told] == [(date(2026, 11, 23), "Off-site direction recorded")]
    assert held(pupil, cast.own)["moves, directions and timetables"] == 1
    assert held(pupil, cast.own)["safeguarding separations"] == 0


def test_somebody_who_watches_sees_no_button(cast, pupil, as_person, direction):
    browser = as_person("senco")

    tab = browser.get(reverse("pupils:tab", args=[pupil.reference, "measures"])).content.decode()
    page = browser.get(direction.get_absolute_url()).content.decode()

    assert "Record an off-site direction" not in tab
    assert "Correct this record" not in page
    assert "Write:" not in page


def test_a_pupil_of_another_school_is_nobody_here(cast, as_person):
    elsewhere = EnrolmentFactory(school=cast.other).pupil

    answer = as_person("dsl").get(reverse("measures:new", args=["directions", elsewhere.reference, 990001]))

    assert answer.status_code == 404


def test_a_form_of_the_model_is_never_shorter_than_the_law():
    assert {"address", "report_to", "sessions", "reasons", "objectives", "session_starts"} <= {
        name for name, field in SPEC.form.base_fields.items() if field.required
    }


def test_a_measure_of_an_unknown_kind_cannot_be(cast, pupil):
    with pytest.raises((DatabaseError, ValidationError)), transaction.atomic():
        DirectionFactory(school=cast.own, pupil=pupil, kind="other")


def test_two_at_once_are_told_of_each_other(cast, pupil, direction):
    answers = {"starts_on": date(2026, 12, 1), "planned_end_on": date(2026, 12, 2)}

    with pytest.raises(Refused, match=direction.reference):
        create_measure(spec=SPEC, pupil=pupil, school=cast.own, answers=answers, by=cast.dsl)

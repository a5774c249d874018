from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from exclusions.protocol import services
from exclusions.protocol.models import Case
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from schools.calendars.models import Closure, Term
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory

# A Monday; without term dates every weekday that is no bank holiday counts.
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def opened(concern, by, **changes) -> Case:
    options = {"is_urgent": False, "head_considering_exclusion": False} | changes
    return services.open_case(concern=concern, pupil=concern.subjects.get().pupil, by=by, **options)


def test_a_case_begins_at_its_meeting_with_alert_and_triage_done(cast):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    with time_machine.travel(datetime(2026, 11, 18, 9, 0, tzinfo=UTC), tick=False):
        case = opened(concern, cast.lead_social_worker)

    rows = case.stage_records.values_list(
        "number", "stage__code", "started_on", "due_on", "completed_at__date", "completed_by__name"
    )
    monday, wednesday, thursday = date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 19)
    assert list(rows) == [
        (1, "alert", monday, monday, monday, "Dsl"),
        (2, "triage", monday, thursday, wednesday, "Lead Social Worker"),
        (3, "meeting", wednesday, date(2026, 11, 30), None, None),
    ]
    assert (case.stage.code, case.due_on, case.due_estimated) == ("meeting", date(2026, 11, 30), True)


@pytest.mark.parametrize("reason", ["is_urgent", "head_considering_exclusion"])
def test_the_fast_track_halves_the_days_to_the_meeting(cast, reason):
    case = opened(ConcernFactory(school=cast.own), cast.lead_social_worker, **{reason: True})

    assert case.due_on == date(2026, 11, 23)


def test_known_term_dates_and_closures_of_the_school_count(cast):
    Term.objects.create(name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 18))
    Closure.objects.create(on=date(2026, 11, 20), reason="INSET", school=cast.own)

    case = opened(ConcernFactory(school=cast.own), cast.lead_social_worker)

    assert (case.due_on, case.due_estimated) == (date(2026, 12, 1), False)


def test_a_second_case_of_a_pupil_is_refused_and_the_first_named(cast):
    first = CaseFactory(school=cast.other)
    concern = ConcernFactory(school=cast.own, pupil=first.pupil)

    with pytest.raises(Refused, match=first.reference):
        opened(concern, cast.lead_social_worker)


def test_the_database_refuses_a_second_open_case_too(cast):
    first = CaseFactory(school=cast.own)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(school=cast.own, pupil=first.pupil)


def test_a_pupil_without_a_part_in_the_concern_is_refused(cast):
    stranger = EnrolmentFactory(school=cast.own).pupil
    concern = ConcernFactory(school=cast.own)

    with pytest.raises(Refused, match="no part"):
        services.open_case(
            concern=concern,
            pupil=stranger,
            is_urgent=False,
            head_considering_exclusion=False,
            by=cast.lead_social_worker,
        )


def test_opening_is_written_down_once_and_the_school_is_told_without_names(
    cast, django_capture_on_commit_callbacks, mailoutbox
):
    concern = ConcernFactory(school=cast.own)
    with django_capture_on_commit_callbacks(execute=True):
        case = opened(concern, cast.lead_social_worker)

    event = Event.objects.get(verb="case.open")
    assert [s.reference for s in event.subjects.order_by("pk")] == [
        case.reference,
        concern.reference,
        case.pupil.reference,
    ]
    told = {notice.user.name for notice in Notice.objects.filter(kind="case.open")}
    assert told == {
        "Dsl",
        "Deputy Dsl",
        "Inclusion Lead",
        "Senco",
        "Headteacher",
        "Deputy Social Worker",
        "On Site Social Worker",
        "Head Of Service",
        "Welfare Officer",
        "Inclusion Officer",
    }
    assert len(mailoutbox) == 10
    said = " ".join([*(m.subject + m.body for m in mailoutbox), str(event.detail)])
    assert case.pupil.surname not in said

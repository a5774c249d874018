"""Finding a date, inviting, changing, cancelling: what is saved, told and written down."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from exclusions.meetings import services
from exclusions.meetings.enums import MeetingState, Suits
from exclusions.meetings.models import DateAnswer, Meeting
from exclusions.meetings.services import Guest, Where
from exclusions.plans.enums import Agency
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.exclusions.protocol.filled import put_at
from tests.factories import InviteeFactory, MeetingFactory


def later(days: int):
    return timezone.now() + timedelta(days=days)


def where(cast, **changes) -> Where:
    said = {"chair": cast.lead_social_worker, "place": "Room 4", "link": "", "lasts": 60}
    return Where(**{**said, **changes})


def arrange(cast, case, *dates, **changes):
    return services.arrange_meeting(
        case=case, stage=case.stage, where=where(cast, **changes), dates=dates, by=cast.lead_social_worker
    )


def test_one_date_is_fixed_at_once_and_of_several_people_choose(cast, case):
    at_once, to_choose = arrange(cast, case, later(3)), arrange(cast, case, later(5), later(4))

    assert (at_once.state, at_once.starts_at) == (MeetingState.FIXED, later(3))
    assert (to_choose.state, to_choose.starts_at) == (MeetingState.FINDING, None)
    assert [date.starts_at for date in to_choose.dates.all()] == [later(4), later(5)]
    assert list(Event.objects.filter(verb="meeting.arrange").values_list("detail", flat=True)) == [
        {"kind": "meeting", "dates": 2},
        {"kind": "meeting", "dates": 1},
    ]


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ([], "Enter at least one date and time."),
        ([-1], "Enter dates and times that are still to come."),
        (range(1, 10), "Propose up to 8 dates."),
    ],
)
def test_dates_that_cannot_be_are_refused(cast, case, dates, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        arrange(cast, case, *[later(day) for day in dates])

    assert Meeting.objects.count() == 0


def test_who_may_not_work_the_case_cannot_chair(cast, case):
    with pytest.raises(Refused, match="cannot chair"):
        arrange(cast, case, later(3), chair=cast.dsl)


def test_a_plan_is_no_meeting(cast, case):
    put_at(case, "plan")

    with pytest.raises(Refused, match="Choose what kind of meeting"):
        arrange(cast, case, later(3))


def test_invited_people_are_told_and_answer(cast, seeking):
    by = cast.lead_social_worker
    own = services.invite(meeting=seeking, guest=Guest(Agency.SCHOOL, cast.dsl), by=by)
    guest = Guest(Agency.HEALTH, None, "Kim Noor", "kim@clinic.example")
    outside = services.invite(meeting=seeking, guest=guest, by=by)
    first, second = seeking.dates.all()

    services.answer_dates(invitee=own, answers={first.pk: Suits.YES, second.pk: Suits.NO}, by=cast.dsl)
    services.answer_dates(invitee=own, answers={second.pk: Suits.IF_NEED_BE}, by=cast.dsl)
    services.answer_dates(invitee=outside, answers={first.pk: Suits.YES}, by=None)

    text = f"{seeking.reference}: you are invited to a meeting. Say which dates suit you."
    assert list(Notice.objects.values_list("user__email", "text")) == [(cast.dsl.email, text)]
    assert list(DateAnswer.objects.values_list("invitee__name", "date", "says")) == [
        (cast.dsl.name, first.pk, "yes"),
        (cast.dsl.name, second.pk, "if_need_be"),
        ("Kim Noor", first.pk, "yes"),
    ]


def test_nobody_is_invited_twice_nor_one_who_may_not_read_the_case(cast, seeking):
    by = cast.lead_social_worker
    services.invite(meeting=seeking, guest=Guest(Agency.SCHOOL, cast.dsl), by=by)

    with pytest.raises(Refused, match="is invited already"):
        services.invite(meeting=seeking, guest=Guest(Agency.SCHOOL, cast.dsl), by=by)
    with pytest.raises(Refused, match="may not read this case"):
        services.invite(meeting=seeking, guest=Guest(Agency.SCHOOL, cast.school_staff), by=by)


def test_answers_of_another_meeting_or_after_the_date_is_fixed_are_refused(cast, seeking):
    invitee = InviteeFactory(meeting=seeking)
    other = MeetingFactory(case=seeking.case).dates.first()

    with pytest.raises(Refused, match="at least one date"):
        services.answer_dates(invitee=invitee, answers={other.pk: Suits.YES}, by=None)
    date = seeking.dates.first()
    services.fix_date(meeting=seeking, at=date.starts_at, by=seeking.chair, seen_revision=seeking.revision)
    with pytest.raises(WrongState):
        services.answer_dates(invitee=invitee, answers={date.pk: Suits.YES}, by=None)


def test_of_two_who_fix_a_date_from_the_same_page_the_second_is_told(cast, seeking):
    first, second = (date.starts_at for date in seeking.dates.all())
    services.fix_date(meeting=seeking, at=first, by=seeking.chair, seen_revision=1)

    with pytest.raises(WrongState, match="has changed while you had this page open"):
        services.fix_date(meeting=seeking, at=second, by=cast.deputy_social_worker, seen_revision=1)

    seeking.refresh_from_db()
    assert (seeking.state, seeking.starts_at, seeking.sequence) == ("fixed", first, 1)


def test_a_change_that_people_must_know_counts_and_is_told_the_chair_is_not(cast, fixed):
    InviteeFactory(meeting=fixed, user=cast.dsl, email="")
    by, revision = cast.lead_social_worker, fixed.revision

    said = where(cast, chair=cast.deputy_social_worker)
    meeting = services.change_meeting(meeting=fixed, where=said, by=by, seen_revision=revision)
    assert (meeting.sequence, Notice.objects.count()) == (0, 0)

    said = where(cast, chair=cast.deputy_social_worker, place="The library")
    meeting = services.change_meeting(meeting=meeting, where=said, by=by, seen_revision=meeting.revision)
    assert (meeting.sequence, Notice.objects.count()) == (1, 1)


def test_cancelling_needs_a_reason_and_is_told(cast, fixed):
    InviteeFactory(meeting=fixed, user=cast.dsl, email="")

    with pytest.raises(Refused, match="Write down why"):
        services.cancel_meeting(meeting=fixed, because=" ", by=fixed.chair)
    services.cancel_meeting(meeting=fixed, because="The family asked for another week.", by=fixed.chair)

    assert Notice.objects.get().text == f"{fixed.reference}: the meeting is cancelled."
    with pytest.raises(WrongState):
        services.add_item(meeting=fixed, text="Transport", by=fixed.chair)


def test_nothing_is_arranged_in_a_closed_case(cast, case):
    case.state, case.closed_at = "closed", timezone.now()
    case.outcome = case.version.outcomes.get(code="DUPLICATE")
    case.save()

    with pytest.raises(WrongState, match="is closed"):
        arrange(cast, case, later(3))


def test_notices_and_emails_hold_no_childs_name(cast, seeking, django_capture_on_commit_callbacks):
    child = seeking.case.pupil
    InviteeFactory(meeting=seeking, user=cast.dsl, email="")
    InviteeFactory(meeting=seeking)
    with django_capture_on_commit_callbacks(execute=True):
        services.fix_date(meeting=seeking, at=later(3), by=seeking.chair, seen_revision=1)

    told = [f"{m.subject} {m.body} {m.attachments}" for m in mail.outbox]
    assert len(told) == 2
    for name in (child.forename, child.surname, child.upn or "UPN", seeking.school.name):
        assert [text for text in told if name in text] == []

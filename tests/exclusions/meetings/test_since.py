"""What has happened since the last meeting, beside the agenda and the plan."""

from datetime import date

from django.urls import reverse

from exclusions.plans.enums import ActionState
from exclusions.plans.services import note_progress
from exclusions.protocol.services import complete_stage
from tests.exclusions.protocol.filled import filled, put_at
from tests.factories import ActionFactory, CaseFactory, MeetingFactory, SuspensionFactory


def test_the_plan_shows_suspensions_progress_and_the_attendance_last_said(cast, as_person):
    case = put_at(CaseFactory(school=cast.own, lead=cast.lead_social_worker), "review")
    by = cast.lead_social_worker
    page = as_person("dsl").get(reverse("plans:plan", args=[case.reference])).content.decode()
    assert "0 sessions; 0 actions done, 0 open" in page
    assert "Attendance, as" not in page

    done, _ = (ActionFactory(case=case, owner=cast.dsl) for _ in range(2))
    note_progress(action=done, state=ActionState.DONE, note="Comes.", by=by)
    SuspensionFactory(school=cast.own, pupil=case.pupil, starts_on=date(2026, 11, 23))
    said = filled(case.stage, attendance="84%, was 71%")
    case = complete_stage(case=case, recorded=said, next_stage="review", by=by, seen_revision=case.revision)
    meeting = MeetingFactory(case=case, stage=case.stage, chair=by, fixed=True)

    page = as_person("dsl").get(reverse("plans:plan", args=[case.reference])).content.decode()
    assert "2 sessions in 1 suspension; 1 action done, 1 open" in page
    attendance = "84%, was 71%"
    assert f'review of 23 November 2026 says: <span class="portal-prose">{attendance}' in page
    agenda = as_person("dsl").get(meeting.get_absolute_url()).content.decode()
    assert f"The review of 23 November 2026 says: {attendance}" in agenda

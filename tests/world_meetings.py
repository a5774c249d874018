"""Meetings and plans of the own school that the rows of the access matrix name."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exclusions.meetings import services
from exclusions.meetings.invitations import code_of
from exclusions.meetings.models import Meeting, Minutes
from exclusions.plans.services import Learning, add_file, set_provision
from tests.cast import Cast
from tests.factories import ActionFactory, CaseFactory, InviteeFactory, MeetingFactory


def met(cast: Cast) -> dict[str, tuple[object, ...]]:
    """One meeting that seeks a date, one that is fixed, one that is finished; and a plan."""
    case, by = CaseFactory(school=cast.own), cast.lead_social_worker
    seeking, fixed = (MeetingFactory(case=case, chair=by, **state) for state in ({}, {"fixed": True}))
    done = finished(MeetingFactory(case=case, chair=by, fixed=True))
    guest = InviteeFactory(meeting=seeking)
    item = services.add_item(meeting=seeking, text="Transport", by=by)
    paper = services.add_paper(meeting=seeking, upload=SimpleUploadedFile("n.txt", b"Note"), by=by)
    late = InviteeFactory(meeting=fixed)
    lost = InviteeFactory(meeting=fixed, mail_error="TimeoutError", mail_attempts=8)
    for person in ("dsl", "inclusion_officer"):
        InviteeFactory(meeting=seeking, user=cast.people[person], email="")
    learning = Learning("Farm school", "", 2, timezone.localdate(), None)
    elsewhere = set_provision(case=case, learning=learning, by=by)
    document = add_file(case=case, upload=SimpleUploadedFile("t.txt", b"Monday"), about="Timetable", by=by)
    return {
        "meeting": (seeking.reference,),
        "fixed_meeting": (fixed.reference,),
        "finished_meeting": (done.reference,),
        "meeting_item": (seeking.reference, item.pk),
        "meeting_paper": (seeking.reference, paper.reference),
        "meeting_invitee": (seeking.reference, guest.reference),
        "invitation": (guest.reference, code_of(guest)),
        "invitation_to_fixed": (late.reference, code_of(late)),
        "failed_invitation": ("meetings", lost.reference),
        "action": (ActionFactory(case=case, owner=cast.dsl).reference,),
        "planned_case": (case.reference,),
        "provision": (case.reference, elsewhere.pk),
        "plan_document": (document.reference,),
        "plan_version": (case.reference, 1),
    }


def finished(meeting: Meeting, **content: object) -> Meeting:
    """A meeting whose minutes are finished, without having been written."""
    since = {"what": "the case was opened on", "day": "1 September 2025", "suspensions": "0 sessions"}
    empty = {
        "kind": meeting.stage.name, "chair": meeting.chair.name, "place": meeting.place, "people": [],
        "since": since | {"done": 0},
        "sections": [], "actions": [], "progress": [], "values": {}, "voice": "", "items": [],
    }  # fmt: skip
    Minutes.objects.create(meeting=meeting, content=empty | content, finished_by=meeting.chair)
    meeting.state = "finished"
    meeting.save(update_fields=["state"])
    return meeting

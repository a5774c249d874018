"""How every page of a meeting finds it, and what stands above its own content."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from exclusions.meetings.models import Invitee, Meeting
from exclusions.meetings.workflow import MEETING
from exclusions.plans.voice import voice_of
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.posted import number_in
from schools.links.standing import standing_of


def meeting_of(request: HttpRequest, reference: str, verb: str) -> Meeting:
    """The meeting, in scope (else 404) and allowed (else 403). `verb` as in the workflow, or "see"."""
    meetings = Meeting.objects.visible_to(request.user).select_related(
        "case__pupil",
        "case__school",
        "case__version",
        "case__stage",
        "stage",
        "chair",
        "minutes__finished_by",
    )
    meeting = get_object_or_404(meetings, reference=reference)
    if not request.user.has_perm(f"meetings.{verb}_meeting", meeting):
        raise PermissionDenied
    return meeting


def fits(request: HttpRequest, meeting: Meeting, verb: str) -> HttpResponse | None:
    """Back to the meeting's page where the verb no longer fits its state."""
    if MEETING.allows(verb, meeting.state):
        return None
    messages.warning(request, f"{meeting.reference}: {meeting.get_state_display().lower()}. Look again.")
    return redirect(meeting)


def shell(shown: CasePage) -> dict[str, Any]:
    """What every page shows above its own content: whom it is about, and what the child says."""
    return shown.shell("meetings") | {"voice": voice_of(shown.user, shown.case)}


def shell_of(meeting: Meeting, user: User) -> dict[str, Any]:
    """The same for the pages of one meeting."""
    found = shell(CasePage(user, meeting.case, timezone.localdate()))
    meetings = ("Meetings", reverse("meetings:of_case", args=[meeting.case.reference]))
    trail = [*found["trail"], meetings, (meeting.reference, meeting.get_absolute_url())]
    return found | {"meeting": meeting, "trail": trail}


def seen(request: AuthenticatedRequest, meeting: Meeting, verb: str = "view", kind: Kind = Kind.VIEW) -> None:
    record(
        by=request.user,
        kind=kind,
        verb=f"meeting.{verb}",
        about=[meeting.reference, meeting.case.reference, meeting.case.pupil.reference],
        capacity=standing_of(request.user).capacity(meeting.school_id),
    )


def own_invitation(meeting: Meeting, user: User) -> Invitee | None:
    return meeting.invitees.expected().filter(user=user).first()


def seen_revision(request: HttpRequest) -> int:
    return number_in(request.POST, "seen_revision")

"""What somebody without an account sees by their link: reference, dates, place; no child's detail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.meetings import services
from exclusions.meetings.forms import AnswerForm
from exclusions.meetings.invitations import calendar_file, invitee_of, is_open, link_of
from exclusions.meetings.models import Invitee
from portal.core.errors import Refused


def _invitee(reference: str, code: str) -> Invitee:
    invitee = invitee_of(reference, code)
    if invitee is None:
        raise Http404
    return invitee


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Which dates suit, or where and when it is. A link whose time is over says so and no more."""
    invitee = _invitee(reference, code)
    if not is_open(invitee):
        return render(request, "meetings/invitation_over.html", {"meeting": invitee.meeting}, status=410)
    meeting = invitee.meeting
    context = {"meeting": meeting, "invitee": invitee, "code": code}
    if meeting.state != "finding":
        return render(request, "meetings/invitation.html", context)
    said = dict(invitee.answers.values_list("date", "says"))
    form = AnswerForm(request.POST or None, dates=list(meeting.dates.filter(is_off=False)), said=said)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_dates(invitee=invitee, answers=form.answers(), by=None)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you, your answers are saved.")
            return redirect("meetings:invitation", reference, code)
    return render(request, "meetings/invitation.html", context | {"form": form, "has_answered": bool(said)})


@login_not_required
@never_cache
@require_safe
def invitation_entry(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The calendar entry, for whoever lost the email."""
    invitee = _invitee(reference, code)
    if not is_open(invitee) or invitee.meeting.starts_at is None:
        raise Http404
    entry = calendar_file(invitee.meeting, email=invitee.email, link=link_of(invitee))
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{invitee.meeting.reference}.ics"'
    return response

"""Meetings of a case, one meeting, and everything before it is held."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.meetings import forms, services
from exclusions.meetings.invitations import calendar_file
from exclusions.meetings.models import Meeting, Paper
from exclusions.meetings.page import Desk, date_columns
from exclusions.meetings.suggesting import suggestion
from exclusions.meetings.views.finding import (
    fits,
    meeting_of,
    own_invitation,
    seen,
    seen_revision,
    shell,
    shell_of,
)
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.page import concerns_part
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.files.checks import ALLOWED, allowed_words
from portal.files.services import serve_file


@require_safe
def of_case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The meetings of a case, the newest first."""
    shown = CasePage.open(request, reference, "meetings.see_meeting")
    case = shown.case
    shown.seen("meetings")
    context = shell(shown) | {
        "meetings": list(case.meetings.select_related("stage", "chair")),
        "may_arrange": case.is_open and request.user.has_perm("meetings.arrange_meeting", case),
        "suggestion": suggestion(case),
    }
    return render(request, "meetings/of_case.html", context)


@require_http_methods(["GET", "POST"])
def arrange(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Begin a meeting: kind, chair, dates, place."""
    shown = CasePage.open(request, reference, "meetings.arrange_meeting")
    case = shown.case
    if not case.is_open and request.method == "GET":
        messages.warning(request, f"{case.reference} is closed. No meeting can be arranged.")
        return redirect(case)
    initial = {"kind": case.stage.code, "chair": request.user.reference}
    form = forms.ArrangeForm(request.POST or None, case=case, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                meeting = services.arrange_meeting(
                    case=case, stage=form.stage(), where=form.where(), dates=form.dates(), by=request.user
                )
                submission.leads_to = meeting.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{meeting.reference} is begun. Now say who is invited.")
            return redirect("meetings:invite", meeting.reference)
    return render(request, "meetings/arrange.html", shell(shown) | {"form": form})


@require_safe
def meeting(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A meeting: when and where, who comes, what is on the agenda; its minutes once they are finished."""
    meeting = meeting_of(request, reference, "see")
    seen(request, meeting)
    may_work = request.user.has_perm("meetings.minute_meeting", meeting)
    context = shell_of(meeting, request.user) | {"may_work": may_work}
    if meeting.state == "finished":
        corrections = meeting.minutes.corrections.select_related("by")
        context |= {"minutes": meeting.minutes, "corrections": corrections}
        context |= {"papers": meeting.papers.all(), "is_recorded": meeting.stage_record_id is not None}
        return render(request, "meetings/finished.html", context)
    return render(request, "meetings/meeting.html", context | _before(request, meeting))


def _before(request: AuthenticatedRequest, meeting: Meeting) -> dict[str, Any]:
    """What is known before it is held."""
    desk = Desk(meeting)
    now = timezone.now()
    own = own_invitation(meeting, request.user)
    return concerns_part(meeting.case, request.user) | {
        "desk": desk,
        "columns": date_columns(meeting, desk.invitees) if meeting.state == "finding" else [],
        "own": own,
        "may_answer": own is not None and meeting.state == "finding",
        "papers": meeting.papers.all(),
        "is_here": meeting.starts_at is not None
        and timezone.localdate(meeting.starts_at) <= timezone.localdate(now),
    }


@require_http_methods(["GET", "POST"])
def dates(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Propose more dates."""
    meeting = meeting_of(request, reference, "propose")
    form = forms.DatesForm(request.POST or None)
    return _worked(
        request, meeting, "propose", form, "The dates are proposed, and everybody invited is asked.",
        lambda: services.propose_dates(meeting=meeting, dates=form.dates(), by=request.user),
        title="Propose more dates", button="Propose these dates",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def fix(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Fix the date, or move it."""
    meeting = meeting_of(request, reference, "fix")
    proposed = [one for one in meeting.dates.filter(is_off=False) if one.starts_at != meeting.starts_at]
    form = forms.FixForm(request.POST or None, meeting=meeting, dates=proposed)
    return _worked(
        request, meeting, "fix", form, "The date is fixed. Everybody invited is told.",
        lambda: services.fix_date(
            meeting=meeting, at=form.at(), by=request.user, seen_revision=seen_revision(request)
        ),
        title="Move the meeting" if meeting.starts_at else "Fix the date",
        button="Fix this date and tell everybody",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change place, video call, length or chair."""
    meeting = meeting_of(request, reference, "change")
    initial = {"place": meeting.place, "link": meeting.link, "lasts": meeting.lasts}
    initial |= {"chair": meeting.chair.reference}
    form = forms.WhereForm(request.POST or None, case=meeting.case, initial=initial)
    return _worked(
        request, meeting, "change", form, "Saved.",
        lambda: services.change_meeting(
            meeting=meeting, where=form.where(), by=request.user, seen_revision=seen_revision(request)
        ),
        title="Where, how long and who chairs", button="Save",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancel(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference, "cancel")
    form = forms.BecauseForm(request.POST or None)
    return _worked(
        request, meeting, "cancel", form, "The meeting is cancelled. Everybody invited is told.",
        lambda: services.cancel_meeting(
            meeting=meeting, because=form.cleaned_data["because"], by=request.user
        ),
        title="Cancel the meeting", button="Cancel the meeting",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put something right below finished minutes."""
    meeting = meeting_of(request, reference, "correct")
    form = forms.CorrectionForm(request.POST or None)
    return _worked(
        request, meeting, "correct", form, "The correction is added.",
        lambda: services.correct_minutes(meeting=meeting, text=form.cleaned_data["text"], by=request.user),
        title="Add a correction", button="Add the correction",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One's own answers to the proposed dates."""
    meeting = meeting_of(request, reference, "see")
    own = own_invitation(meeting, request.user)
    if own is None:
        messages.warning(request, "You are not invited to this meeting.")
        return redirect(meeting)
    said = dict(own.answers.values_list("date", "says"))
    form = forms.AnswerForm(request.POST or None, dates=list(meeting.dates.filter(is_off=False)), said=said)
    return _worked(
        request, meeting, "propose", form, "Thank you, your answers are saved.",
        lambda: services.answer_dates(invitee=own, answers=form.answers(), by=request.user),
        title="Which dates suit you?", button="Save my answers",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def invite(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Who is invited; one more; the page stays for the next."""
    meeting = meeting_of(request, reference, "invite")
    if away := fits(request, meeting, "invite"):
        return away
    invitees = list(meeting.invitees.expected().select_related("user"))
    known = {one.user_id for one in invitees if one.user_id}
    form = forms.InviteForm(request.POST or None, case=meeting.case, but=known)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                invitee = services.invite(meeting=meeting, guest=form.guest(), by=request.user)
        except AlreadySubmitted:
            return redirect("meetings:invite", meeting.reference)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{invitee.name} is invited.")
            return redirect("meetings:invite", meeting.reference)
    context = shell_of(meeting, request.user) | {"form": form, "invitees": invitees}
    return render(request, "meetings/invite.html", context)


@require_POST
def take_off(request: AuthenticatedRequest, reference: str, invitee: str) -> HttpResponse:
    meeting = meeting_of(request, reference, "invite")
    one = get_object_or_404(meeting.invitees, reference=invitee)
    try:
        services.take_off(meeting=meeting, invitee=one, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except type(one).DoesNotExist:
        messages.info(request, f"{one.name} was taken off already.")
    else:
        messages.success(request, f"{one.name} is no longer invited.")
    return redirect("meetings:invite", meeting.reference)


@require_http_methods(["GET", "POST"])
def add_item(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference, "change")
    form = forms.ItemForm(request.POST or None)
    return _worked(
        request, meeting, "change", form, "It is on the agenda.",
        lambda: services.add_item(meeting=meeting, text=form.cleaned_data["text"], by=request.user),
        title="Add to the agenda", button="Add",
    )  # fmt: skip


@require_POST
def strike_item(request: AuthenticatedRequest, reference: str, item: int) -> HttpResponse:
    meeting = meeting_of(request, reference, "change")
    found = get_object_or_404(meeting.items, pk=item)
    try:
        services.strike_item(meeting=meeting, item=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(meeting)


@require_http_methods(["GET", "POST"])
def add_paper(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference, "change")
    form = forms.PaperForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text = f"{allowed_words()}."
    form.fields["file"].widget.attrs["accept"] = ",".join(ALLOWED)
    return _worked(
        request, meeting, "change", form, "The paper is added.",
        lambda: services.add_paper(meeting=meeting, upload=form.cleaned_data["file"], by=request.user),
        title="Add a paper", button="Add the paper", field="file",
    )  # fmt: skip


@require_safe
def paper(request: AuthenticatedRequest, reference: str, file: str) -> FileResponse:
    meeting = meeting_of(request, reference, "see")
    kept = get_object_or_404(Paper.objects.visible_to(request.user), meeting=meeting, reference=file)
    seen(request, meeting, "open_paper")
    return serve_file(kept)


@require_safe
def calendar_entry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The meeting for one's own calendar: no child's name."""
    meeting = meeting_of(request, reference, "see")
    if meeting.starts_at is None:
        messages.warning(request, "The date is not fixed yet.")
        return redirect(meeting)
    response = HttpResponse(calendar_file(meeting), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{meeting.reference}.ics"'
    return response


def _worked(
    request: AuthenticatedRequest, meeting: Meeting, verb: str, form: Form, done: str,
    work: Callable[[], Any], *, title: str, button: str, field: str | None = None,
) -> HttpResponse:  # fmt: skip
    """A page with one form: shown, refused with what was typed kept, or carried out once."""
    if request.method == "GET" and (away := fits(request, meeting, verb)):
        return away
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                work()
        except AlreadySubmitted:
            return redirect(meeting)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(field, error)
        else:
            messages.success(request, done)
            return redirect(meeting)
    context = shell_of(meeting, request.user) | {"form": form, "title": title, "button": button, "verb": verb}
    return render(request, "meetings/form.html", context)

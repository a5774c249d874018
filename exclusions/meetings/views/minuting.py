"""The minutes on one page that works in the room, their autosave, their finishing and their PDF."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.meetings import services
from exclusions.meetings.models import Meeting, Part
from exclusions.meetings.page import Desk
from exclusions.meetings.parts import PartField, missing
from exclusions.meetings.services import Saved, Typed
from exclusions.meetings.views.finding import fits, meeting_of, seen, seen_revision, shell_of
from exclusions.plans.forms import ActionForm
from exclusions.plans.services import agree_action
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.pdf import pdf_response
from portal.core.posted import number_in

TEXT, VERSION = "text:", "version:"


@dataclass(frozen=True)
class Shown:
    """One part on the page: what the box holds, over which version, and what clashes with it."""

    field: PartField
    text: str
    version: int
    saved: Part | None = None
    clash: str = ""

    @property
    def id(self) -> str:
        return "part-" + self.field.name.replace(":", "-")


def _typed(request: AuthenticatedRequest) -> dict[str, Typed]:
    """The parts that a page sends, with the version that each was typed over."""
    post = request.POST
    return {
        name.removeprefix(TEXT): Typed(
            post[name].replace("\r\n", "\n"), _number(post, name.removeprefix(TEXT))
        )
        for name in post
        if name.startswith(TEXT)
    }


def _number(post: Any, name: str) -> int:
    return number_in(post, VERSION + name)


@require_http_methods(["GET", "POST"])
def minutes(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The page: shown, or saved as a whole where no script saves it part by part."""
    meeting = meeting_of(request, reference, "minute")
    if away := fits(request, meeting, "minute"):
        return away
    if request.method == "GET":
        seen(request, meeting, "minutes")
        return _page(request, meeting, ActionForm(case=meeting.case, prefix="new"))
    try:
        saved = _save(request, meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, meeting, ActionForm(case=meeting.case, prefix="new"), _typed(request))
    if saved.clashes:
        return _page(
            request, meeting, ActionForm(case=meeting.case, prefix="new"), _typed(request), status=409
        )
    return _go_on(request, meeting)


def _save(request: AuthenticatedRequest, meeting: Meeting) -> Saved:
    asked = Desk(meeting).fields
    return services.save_parts(meeting=meeting, typed=_typed(request), asked=asked, by=request.user)


def _go_on(request: AuthenticatedRequest, meeting: Meeting) -> HttpResponse:
    do = request.POST.get("do", "save")
    if do == "agree":
        return _agree(request, meeting)
    if do == "finish":
        return redirect("meetings:finish", meeting.reference)
    messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
    return redirect("meetings:minutes", meeting.reference)


def _agree(request: AuthenticatedRequest, meeting: Meeting) -> HttpResponse:
    """An action taken on in the room: it stands in the plan at once."""
    form = ActionForm(request.POST, case=meeting.case, prefix="new")
    if form.is_valid():
        try:
            with once(request):
                action = agree_action(case=meeting.case, agreed=form.agreed(), by=request.user)
                meeting.agreed.add(action)
        except AlreadySubmitted:
            return redirect("meetings:minutes", meeting.reference)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{action.reference} is agreed and stands in the plan.")
            return redirect("meetings:minutes", meeting.reference)
    return _page(request, meeting, form)


def _page(
    request: AuthenticatedRequest, meeting: Meeting, form: ActionForm,
    typed: dict[str, Typed] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """`typed` are texts that are not saved: each is shown below what somebody else has written there."""
    desk = Desk(meeting)
    sections = [
        (section, [_shown(field, desk.parts.get(field.name), typed or {}) for field in section.fields])
        for section in desk.sections
    ]
    context = shell_of(meeting, request.user) | {
        "desk": desk,
        "sections": sections,
        "clashes": [shown for _, parts in sections for shown in parts if shown.clash],
        "form": form,
        "saved_at": max((part.saved_at for part in desk.parts.values()), default=None),
    }
    return render(request, "meetings/minutes.html", context, status=status)


def _shown(field: PartField, part: Part | None, typed: dict[str, Typed]) -> Shown:
    text, version = (part.text, part.version) if part else ("", 0)
    mine = typed.get(field.name)
    if mine is None or mine.text == text:
        return Shown(field, text, version, part)
    if part is None or mine.version == part.version:
        return Shown(field, mine.text, version, part)
    # Both stand in the box, so that whoever saves it as it is loses neither; of a choice theirs stands.
    both = text if field.choices else f"{text}\n\n{mine.text}".strip()
    return Shown(field, both, version, part, clash=field.in_words(mine.text))


@require_POST
def save_minutes(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The autosave: the parts that were typed in, and the version of every part the page shows.

    Answers in JSON with `parts` that are not as the page has them, by name, and `clashes`: names of those
    that somebody else changed meanwhile, where what was typed is not saved.
    """
    meeting = meeting_of(request, reference, "minute")
    try:
        saved = _save(request, meeting)
    except Refused as refusal:
        meeting.refresh_from_db()
        if not meeting.is_open:
            answer = {"problem": "finished", "message": str(refusal), "leads_to": meeting.get_absolute_url()}
            return JsonResponse(answer, status=409)
        return JsonResponse({"problem": "unreadable", "message": str(refusal)}, status=400)
    newer = {n: p for n, p in saved.parts.items() if p.version != _number(request.POST, n)}
    return JsonResponse(
        {
            "saved_at": f"{timezone.localtime():%H:%M}",
            "clashes": saved.clashes,
            "parts": {name: _as_json(part) for name, part in newer.items()},
        }
    )


def _as_json(part: Part) -> dict[str, Any]:
    at = f"{timezone.localtime(part.saved_at):%H:%M}"
    return {"text": part.text, "version": part.version, "by": part.saved_by.name, "at": at}


@require_http_methods(["GET", "POST"])
def finish(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Read the minutes as they will stand, then finish them."""
    meeting = meeting_of(request, reference, "finish")
    if meeting.state == "finding":
        messages.warning(request, "Fix the date first: minutes say when the meeting was held.")
        return redirect("meetings:fix", meeting.reference)
    if away := fits(request, meeting, "finish"):
        return away
    desk = Desk(meeting)
    refused = ""
    if request.method == "POST":
        try:
            services.finish_minutes(meeting=meeting, by=request.user, seen_revision=seen_revision(request))
        except Refused as refusal:
            refused = str(refusal)
            meeting.refresh_from_db(fields=["revision", "state"])
        else:
            messages.success(request, "The minutes are finished.")
            return redirect(meeting)
    context = shell_of(meeting, request.user) | {
        "desk": desk,
        "gaps": [
            (field.label, "part-" + field.name.replace(":", "-"))
            for field in missing(desk.sections, desk.texts)
        ],
        "refused": refused,
    }
    return render(request, "meetings/finish.html", context)


@require_http_methods(["GET"])
def pdf(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The finished minutes with their corrections as an accessible PDF."""
    meeting = meeting_of(request, reference, "see")
    if meeting.state != "finished":
        messages.warning(request, "The minutes are not finished yet.")
        return redirect(meeting)
    seen(request, meeting, "print", Kind.EXPORT)
    context = {
        "meeting": meeting,
        "pupil": meeting.case.pupil,
        "minutes": meeting.minutes,
        "corrections": meeting.minutes.corrections.select_related("by"),
    }
    return pdf_response(request, "meetings/minutes_pdf.html", context, f"{meeting.reference}-minutes")

"""Steps on the way of a record, correcting it, and taking the last step back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from exclusions.concerns.content import Content, as_post, from_post
from exclusions.suspensions import services
from exclusions.suspensions.content import FIELDS, as_typed
from exclusions.suspensions.drafting import days_context
from exclusions.suspensions.enums import DayPart, SuspensionKind
from exclusions.suspensions.forms import BecauseForm, CorrectionForm, StepForm
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.steps import STEPS, fits
from exclusions.suspensions.views.register import shell, suspension_of
from exclusions.suspensions.workflow import SUSPENSION
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused, WrongState
from portal.core.once import AlreadySubmitted, once
from schools.calendars.services import calendar_for


def _seen_revision(request: AuthenticatedRequest) -> int:
    typed = request.POST.get("seen_revision", "")[:9]
    return int(typed) if typed.isdecimal() and typed.isascii() else 0


@require_http_methods(["GET", "POST"])
def step(request: AuthenticatedRequest, reference: str, verb: str) -> HttpResponse:
    """Record one step of the way."""
    if verb not in STEPS:
        raise Http404
    suspension = suspension_of(request, reference, f"suspensions.{verb}_suspension")
    spec = STEPS[verb]
    if not fits(spec, suspension.kind, suspension.year_group):
        raise Http404
    if request.method == "GET" and not SUSPENSION.allows(verb, suspension.state):
        messages.warning(request, f"{suspension.reference}: this step does not fit any more. Look again.")
        return redirect(suspension)
    form = StepForm(request.POST or None, spec=spec, suspension=suspension)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, suspension, form)
        if answer is not None:
            return answer
    context = shell(request, suspension) | {"form": form, "spec": spec}
    return render(request, "suspensions/step.html", context)


def _take(request: AuthenticatedRequest, suspension: Suspension, form: StepForm) -> HttpResponse | None:
    """Where it leads; None where the form says why it was refused."""
    try:
        with once(request) as submission:
            services.take_step(
                suspension=suspension,
                verb=form.spec.verb,
                on=form.cleaned_data["on"],
                note=form.cleaned_data["note"],
                detail=form.detail(),
                by=request.user,
                seen_revision=_seen_revision(request),
            )
            submission.leads_to = suspension.get_absolute_url()
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(None if isinstance(refusal, WrongState) else "on", str(refusal))
        return None
    messages.success(request, f"Saved: {form.spec.label}.")
    return redirect(suspension)


@require_http_methods(["GET", "POST"])
def take_back(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take the last step back, which was entered by mistake."""
    suspension = suspension_of(request, reference, "suspensions.take_back_suspension")
    last = services.last_step(suspension)
    if last is None:
        messages.warning(request, f"{suspension.reference}: there is no step to take back.")
        return redirect(suspension)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                services.take_back(
                    suspension=suspension,
                    because=form.cleaned_data["because"],
                    by=request.user,
                    seen_revision=_seen_revision(request),
                )
                submission.leads_to = suspension.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Taken back: {STEPS[last.verb].label}.")
            return redirect(suspension)
    context = shell(request, suspension) | {"form": form, "spec": STEPS[last.verb], "last_step": last}
    return render(request, "suspensions/take_back.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put the record right; what stood is kept."""
    suspension = suspension_of(request, reference, "suspensions.correct_suspension")
    if not SUSPENSION.allows("correct", suspension.state):
        raise PermissionDenied
    calendar = calendar_for(suspension.school_id)
    is_sent = request.method == "POST"
    content = from_post(request.POST, FIELDS) if is_sent else content_of(suspension)
    given: dict[str, Any] = {"school": suspension.school, "calendar": calendar, "content": content}
    if is_sent:
        data = as_post(content)
        data["because"] = request.POST.get("because", "")
        form = CorrectionForm(data, **given)
    else:
        days = {name: [content.get(f"{name}_{n}", "") for n in range(3)] for name in DAY_FIELDS}
        form = CorrectionForm(initial={**content, **days}, **given)
    if is_sent and "days" not in request.POST and form.is_valid():
        answer = _correct(request, suspension, form)
        if answer is not None:
            return answer
    context = shell(request, suspension) | {"form": form, **days_context(suspension, form)}
    return render(request, "suspensions/correct.html", context)


DAY_FIELDS = ("first", "missed_test_on", "decided_on", "told_on")


def _correct(
    request: AuthenticatedRequest, suspension: Suspension, form: CorrectionForm
) -> HttpResponse | None:
    """Where it leads; None where the form says why it was refused."""
    try:
        with once(request) as submission:
            services.correct_suspension(
                suspension=suspension,
                answers=form.answers(),
                because=form.cleaned_data["because"],
                by=request.user,
                seen_revision=_seen_revision(request),
            )
            submission.leads_to = suspension.get_absolute_url()
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"{suspension.reference} is corrected. What stood before is kept.")
    return redirect(suspension)


def content_of(suspension: Suspension) -> Content:
    """The record as its form would have it, so that it can be corrected."""
    sessions, days = suspension.sessions, suspension.excluded
    is_lunch = suspension.kind == SuspensionKind.LUNCHTIME
    length = str(sessions) if is_lunch else f"{sessions // 2}{'.5' if sessions % 2 else ''}"
    told = suspension.parents_told_at
    content: Content = {
        "kind": suspension.kind,
        "starts": "pm" if days and days.parts[0][1] == DayPart.AFTERNOON else "am",
        "length": length if sessions else "",
        **{f"part_{day.isoformat()}": part.value for day, part in days.parts},
        "reason_1": suspension.reason_1,
        "reason_2": suspension.reason_2,
        "reason_3": suspension.reason_3,
        "what_happened": suspension.what_happened,
        "misses_test": "yes" if suspension.missed_test else "no",
        "missed_test": suspension.missed_test,
        "missed_test_what": suspension.missed_test_what,
        "heard": "yes" if suspension.pupil_view else "no",
        "pupil_view": suspension.pupil_view,
        "no_view_because": suspension.no_view_because,
        "decided_by": suspension.decided_by,
        "home_authority": suspension.home_authority,
        "parents_told": "yes" if told else "no",
        "told_how": suspension.parents_told_how,
        "work_set": suspension.work_set,
    }
    for name, day in (
        ("first", suspension.starts_on),
        ("missed_test_on", suspension.missed_test_on),
        ("decided_on", suspension.decided_on),
    ):
        content |= as_typed(day, name)
    if told:
        local = timezone.localtime(told)
        content |= as_typed(local.date(), "told_on") | {"told_at": f"{local:%H:%M}"}
    return content

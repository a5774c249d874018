"""The register of judgements, a new judgement, and warnings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.risk import services
from exclusions.risk.enums import Harm
from exclusions.risk.forms import EndForm, JudgeForm, KeepForm, WarnForm
from exclusions.risk.listing import RiskFilter, RiskTable
from exclusions.risk.models import RiskView, RiskViewQuerySet, WarningNote
from portal.accounts.http import AuthenticatedRequest
from portal.audit.listing import RecordListing
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.page import PupilPage
from schools.register.models import School


class Register(RecordListing):
    """The judgements in force that this person may read, the gravest first."""

    table_class, filterset_class = RiskTable, RiskFilter
    title, noun, audit_noun = "Risk", "judgement", "risk"
    saved_as = "Risk"
    template_name = "risk/register.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("risk.see_risk"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> RiskViewQuerySet:
        rows = RiskView.objects.visible_to(self.request.user).current()
        return rows.select_related("pupil", "school", "judged_by").order_by("-level", "review_on", "pk")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def _open(request: AuthenticatedRequest, reference: str) -> tuple[PupilPage, School]:
    """The pupil and the school at which this person judges: 404 out of scope, 403 without the power."""
    page = PupilPage.open(request, reference)
    for enrolment in page.now:
        if request.user.has_perm("risk.judge_risk", enrolment):
            return page, enrolment.school
    raise PermissionDenied


def _tab(pupil: Pupil) -> str:
    return reverse("pupils:tab", args=[pupil.reference, "risk"])


def _context(page: PupilPage) -> dict[str, Any]:
    shell = page.shell("risk")
    return {**shell, "trail": [*shell["trail"], (page.pupil.reference, _tab(page.pupil))]}


@require_http_methods(["GET", "POST"])
def judge(request: AuthenticatedRequest, reference: str, harm: Harm) -> HttpResponse:
    page, school = _open(request, reference)
    about = RiskView.objects.visible_to(request.user).filter(pupil__in=page.pupil.records, harm=harm)
    latest = about.select_related("judged_by").first()
    posted = request.method == "POST"
    form = JudgeForm(request.POST, harm=harm) if posted else JudgeForm.after(latest, harm)
    if posted and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = _tab(page.pupil)
                services.judge(
                    pupil=page.pupil, school=school, harm=harm, judged=form.judged(), by=request.user
                )
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your judgement is recorded.")
            return redirect(_tab(page.pupil))
    page.seen("risk")
    return render(
        request, "risk/judge.html", {**_context(page), "form": form, "harm": harm, "latest": latest}
    )


@require_http_methods(["GET", "POST"])
def warn(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    page, school = _open(request, reference)
    form = WarnForm(request.POST) if request.method == "POST" else WarnForm()
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = _tab(page.pupil)
                services.warn(pupil=page.pupil, school=school, by=request.user, **form.cleaned_data)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The warning stands on the pupil’s pages.")
            return redirect(_tab(page.pupil))
    page.seen("risk")
    return render(request, "risk/warn.html", {**_context(page), "form": form})


@require_http_methods(["GET", "POST"])
def warning(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A warning is looked at again: it still holds until a later day, or it ends with a reason."""
    notes = WarningNote.objects.visible_to(request.user).select_related("pupil", "written_by", "ended_by")
    note = get_object_or_404(notes, reference=reference)
    if not request.user.has_perm("risk.judge_risk", note):
        raise PermissionDenied
    page = PupilPage.open(request, note.pupil.reference)
    keeping = "keep-review_on_0" in request.POST
    posted = request.method == "POST"
    keep = KeepForm(request.POST) if posted and keeping else KeepForm()
    end = EndForm(request.POST) if posted and not keeping else EndForm()
    sent = (keep if keeping else end) if posted else None
    if sent is not None and sent.is_valid():
        try:
            _look_again(note, keep, end, request)
        except Refused as refusal:
            sent.add_error(None, str(refusal))
        else:
            messages.success(request, "Noted.")
            return redirect(_tab(note.pupil))
    page.seen("risk")
    context = {**_context(page), "note": note, "keep": keep, "end": end, "sent_form": sent}
    return render(request, "risk/warning.html", context)


def _look_again(note: WarningNote, keep: KeepForm, end: EndForm, request: AuthenticatedRequest) -> None:
    if keep.is_bound:
        services.keep_warning(note=note, until=keep.cleaned_data["review_on"], by=request.user)
    else:
        services.end_warning(note=note, because=end.cleaned_data["because"], by=request.user)

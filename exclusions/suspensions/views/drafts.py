"""Writing a suspension: who it is about, the page with its totals, the check, and recording it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.concerns.content import from_post, merged
from exclusions.suspensions import services
from exclusions.suspensions.content import FIELDS
from exclusions.suspensions.drafting import SuspensionDraftPage
from exclusions.suspensions.errors import AlreadyRecorded, Incomplete
from exclusions.suspensions.forms import WhoForm
from exclusions.suspensions.models import SuspensionDraft
from exclusions.suspensions.packs.reasons import labels_of_all
from exclusions.suspensions.support import case_of
from exclusions.suspensions.views import finding
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from portal.core.drafts import StaleDraft
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.posted import number_in
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.register.models import School, SchoolQuerySet


@require_http_methods(["GET", "POST"])
def start(request: AuthenticatedRequest) -> HttpResponse:
    """Who is it about? A search holds a child's name, so it is a POST."""
    if not request.user.has_perm("suspensions.record_suspension"):
        raise PermissionDenied
    schools = finding.schools_with(request, Power.RECORD_SUSPENSIONS)
    if request.method == "POST" and "choose" in request.POST:
        return _begin(request, *finding.chosen(request, schools))
    if request.method == "POST" and "add" in request.POST:
        added = finding.added(request, schools)
        if added.pupil is not None:
            return _begin(request, added.school, added.pupil)
        form = WhoForm(schools=schools, initial={"school": str(added.school.urn)})
        return _ask_who(request, schools, form, added.more)
    form = WhoForm(request.POST or None, schools=schools, initial={"school": request.GET.get("school", "")})
    found = finding.found(request, form) if request.method == "POST" and form.is_valid() else {}
    return _ask_who(request, schools, form, found)


def _ask_who(
    request: AuthenticatedRequest, schools: SchoolQuerySet, form: WhoForm, more: dict[str, Any]
) -> HttpResponse:
    own = SuspensionDraft.objects.of(request.user).unsent().filter(school__in=schools)
    context = {"form": form, "drafts": own.select_related("school", "pupil"), **more}
    context["failed"] = finding.failed(form, more)
    return render(request, "suspensions/start.html", context)


def _begin(request: AuthenticatedRequest, school: School, pupil: Pupil) -> HttpResponse:
    try:
        with once(request) as submission:
            draft = services.start_suspension_draft(by=request.user, school=school, pupil=pupil)
            submission.leads_to = draft.get_absolute_url()
    except AlreadySubmitted as before:
        return redirect(before.leads_to)
    return redirect(draft)


def draft_of(request: AuthenticatedRequest, reference: str) -> SuspensionDraft:
    """One's own draft (else 404), of a school where one may record (else 403)."""
    own = SuspensionDraft.objects.of(request.user).select_related("school", "pupil", "suspension")
    draft = get_object_or_404(own, reference=reference)
    if not request.user.has_perm("suspensions.record_suspension", draft):
        raise PermissionDenied
    return draft


def version_of(post: Any) -> int:
    """The version the page has read; none that ever was, where it is no number."""
    return number_in(post, "version")


def _show(request: AuthenticatedRequest, page: SuspensionDraftPage) -> HttpResponse:
    context = page.context() | {"case_reference": case_of(page.draft.pupil)}
    status = 409 if page.conflict else 200
    return render(request, "suspensions/draft.html", context, status=status)


def _conflict(request: AuthenticatedRequest, newer: SuspensionDraft) -> HttpResponse:
    """What was typed here, kept, and the choice between it and what another device has saved."""
    typed = merged(newer.content, from_post(request.POST, FIELDS), FIELDS)
    return _show(request, SuspensionDraftPage(newer, typed, newer.version, conflict=newer))


def _seen(request: AuthenticatedRequest, draft: SuspensionDraft) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="suspension_draft.view",
        about=[draft.reference, draft.pupil.reference],
        capacity=standing_of(request.user).capacity(draft.school_id),
    )


@require_http_methods(["GET", "POST"])
def draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.suspension is not None:
        return redirect(draft.suspension)
    if request.method == "GET":
        _seen(request, draft)
        return _show(request, SuspensionDraftPage.of(draft, is_checked="check" in request.GET))
    try:
        draft = services.save_suspension_draft(
            draft=draft,
            content=from_post(request.POST, FIELDS),
            version=version_of(request.POST),
            by=request.user,
        )
    except StaleDraft as stale:
        return _conflict(request, stale.newer)
    except AlreadyRecorded as recorded:
        return redirect(recorded.leads_to)
    return _go_on(request, draft)


def _go_on(request: AuthenticatedRequest, draft: SuspensionDraft) -> HttpResponse:
    """Where the button that was pressed leads, once everything is saved."""
    do = request.POST.get("do", "check")
    if do in ("stay", "days"):
        return redirect(draft.get_absolute_url() + ("#days" if do == "days" else ""))
    if do == "later":
        messages.success(request, f"Draft {draft.reference} is saved. Nobody but you can see it.")
        return redirect("suspensions:start")
    page = SuspensionDraftPage.of(draft, is_checked=True)
    return _show(request, page) if page.problems() else redirect("suspensions:check", draft.reference)


@require_POST
def save_draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The autosave: answers in JSON; 409 where the draft was saved elsewhere since or has been recorded."""
    draft = draft_of(request, reference)
    try:
        draft = services.save_suspension_draft(
            draft=draft,
            content=from_post(request.POST, FIELDS),
            version=version_of(request.POST),
            by=request.user,
        )
    except StaleDraft as stale:
        return JsonResponse(drafts.stale(stale, reverse("suspensions:start")), status=409)
    except AlreadyRecorded as recorded:
        answer = {"problem": "sent", "message": str(recorded), "leads_to": recorded.leads_to}
        return JsonResponse(answer, status=409)
    return JsonResponse(drafts.saved(draft))


@require_POST
def totals(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The days and totals of what is typed, as a fragment. Saves nothing."""
    draft = draft_of(request, reference)
    if draft.suspension is not None:
        return redirect(draft.suspension)
    typed = merged(draft.content, from_post(request.POST, FIELDS), FIELDS)
    page = SuspensionDraftPage(draft, typed, draft.version)
    return render(request, "suspensions/_days.html", page.context())


@require_safe
def check(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Check your answers."""
    draft = draft_of(request, reference)
    if draft.suspension is not None:
        return redirect(draft.suspension)
    page = SuspensionDraftPage.of(draft, is_checked=True)
    if page.problems():
        return _incomplete(draft)
    _seen(request, draft)
    answers = page.form.answers()
    labels = labels_of_all()
    codes = (answers["reason_1"], answers["reason_2"], answers["reason_3"])
    context = page.context() | {
        "answers": answers,
        "kind": dict(page.form.fields["kind"].choices)[answers["kind"]],  # type: ignore[attr-defined]
        "reasons": [labels[code] for code in codes if code],
        "case_reference": case_of(draft.pupil),
    }
    return render(request, "suspensions/check.html", context)


def _incomplete(draft: SuspensionDraft) -> HttpResponse:
    return redirect(f"{draft.get_absolute_url()}?check=1")


@require_POST
def record_draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    try:
        suspension = services.record_suspension(
            draft=draft, by=request.user, version=version_of(request.POST)
        )
    except Incomplete:
        return _incomplete(draft)
    except StaleDraft as stale:
        messages.error(request, f"{stale} Check it again before you record it.")
        return redirect("suspensions:check", draft.reference)
    except Refused as refusal:
        return _show(request, SuspensionDraftPage.of(draft, is_checked=True, refusal=str(refusal)))
    return redirect("suspensions:recorded", suspension.reference)


@require_http_methods(["GET", "POST"])
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.suspension is not None:
        return redirect(draft.suspension)
    if request.method == "GET":
        return render(request, "suspensions/discard.html", {"draft": draft})
    try:
        services.discard_suspension_draft(draft=draft, by=request.user, version=version_of(request.POST))
    except StaleDraft as stale:
        shown = {"draft": stale.newer, "stale": True}
        return render(request, "suspensions/discard.html", shown, status=409)
    except AlreadyRecorded as recorded:
        return redirect(recorded.leads_to)
    messages.success(request, f"Draft {draft.reference} is deleted.")
    return redirect("suspensions:start")

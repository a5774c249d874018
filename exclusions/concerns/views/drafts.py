"""Writing a concern: the page, its autosave, the interruption for danger, the check, and sending."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.concerns import services
from exclusions.concerns.content import QUICK, Fields, from_post, merged
from exclusions.concerns.drafting import DraftPage, is_complete, needs_phoning
from exclusions.concerns.enums import Wish
from exclusions.concerns.errors import AlreadySent, Incomplete
from exclusions.concerns.kinds import labels_of
from exclusions.concerns.models import ConcernFile, Draft
from exclusions.concerns.similar import similar_concerns
from exclusions.concerns.steps import STEPS
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from portal.core.drafts import StaleDraft
from portal.core.posted import number_in
from schools.links.standing import standing_of

UNREADABLE = "The portal could not read what was sent. Reload the page."


def draft_of(request: AuthenticatedRequest, reference: str) -> Draft:
    """One's own draft (else 404), of a school where one may raise concerns (else 403)."""
    own = Draft.objects.of(request.user).select_related("school", "concern")
    draft = get_object_or_404(own, reference=reference)
    if not request.user.has_perm("concerns.raise_concern", draft):
        raise PermissionDenied
    return draft


def seen(request: AuthenticatedRequest, draft: Draft, pupils: list[Any]) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="draft.view",
        about=[draft.reference, *(pupil.reference for pupil, _ in pupils)],
        capacity=standing_of(request.user).capacity(draft.school_id),
    )


def version_of(post: Any) -> int:
    """The version the page has read; none that ever was, where it is no number."""
    return number_in(post, "version")


def _show(request: AuthenticatedRequest, page: DraftPage) -> HttpResponse:
    status = 409 if page.conflict else 200
    return render(request, "concerns/draft.html", page.context(), status=status)


def _conflict(request: AuthenticatedRequest, newer: Draft) -> HttpResponse:
    """What was typed here, kept, and the choice between it and what another device has saved."""
    typed = merged(newer.content, from_post(request.POST), QUICK)
    page = DraftPage(newer, typed, newer.version, conflict=newer)
    return _show(request, page)


@require_http_methods(["GET", "POST"])
def draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    if request.method == "POST":
        return _save_and_go_on(request, draft)
    page = DraftPage(draft, draft.content, draft.version, is_checked="check" in request.GET)
    seen(request, draft, page.pupils)
    return _show(request, page)


def _save_and_go_on(request: AuthenticatedRequest, draft: Draft) -> HttpResponse:
    content = from_post(request.POST)
    try:
        draft = services.save_draft(
            draft=draft, content=content, version=version_of(request.POST), by=request.user, fields=QUICK
        )
        file_errors = _attach(request, draft)
    except StaleDraft as stale:
        return _conflict(request, stale.newer)
    except AlreadySent as sent:
        return redirect(sent.leads_to)
    if file_errors:
        return _show(request, DraftPage(draft, draft.content, draft.version, file_errors=file_errors))
    if needs_phoning(content):
        return redirect("concerns:danger", draft.reference)
    return _go_on(request, draft)


def _attach(request: AuthenticatedRequest, draft: Draft) -> list[str]:
    """Keep the files that may be kept; what is wrong with the others."""
    errors: list[str] = []
    for upload in [*request.FILES.getlist("files"), *request.FILES.getlist("photo")]:
        try:
            services.attach_file(draft=draft, upload=upload, by=request.user)
        except ValidationError as error:
            errors += error.messages
    return errors


def _go_on(request: AuthenticatedRequest, draft: Draft) -> HttpResponse:
    """Where the button that was pressed leads, once everything is saved."""
    post = request.POST
    if reference := post.get("remove_pupil"):
        for pupil in draft.pupils.filter(reference=reference.replace("\x00", "")):
            services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=request.user)
        return redirect(f"{draft.get_absolute_url()}#pupils")
    do = post.get("do", "check")
    if do == "pupils":
        return redirect("concerns:draft_pupils", draft.reference)
    if do.startswith("step:") and do.removeprefix("step:") in STEPS:
        return redirect("concerns:detail_step", draft.reference, do.removeprefix("step:"))
    if do in ("attach", "stay"):
        return redirect(draft.get_absolute_url() + ("#files" if do == "attach" else ""))
    if do == "later":
        messages.success(request, f"Draft {draft.reference} is saved. Nobody but you can see it.")
        return redirect("concerns:start")
    page = DraftPage(draft, draft.content, draft.version, is_checked=True)
    return _show(request, page) if page.problems() else redirect("concerns:check", draft.reference)


@require_POST
def save_draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The autosave: JSON `{"version": 3, "content": {…}}` or the page's form; answers in JSON.

    `?step=` names the step of "Add more detail" whose fields they are. 409 where the draft was saved
    elsewhere since (`problem` is "stale") or has been sent ("sent").
    """
    draft = draft_of(request, reference)
    step = STEPS.get(request.GET.get("step", ""))
    fields = step.fields if step else QUICK
    try:
        version, content = _posted(request, fields)
    except (ValueError, RecursionError):
        return JsonResponse({"problem": "unreadable", "message": UNREADABLE}, status=400)
    try:
        draft = services.save_draft(
            draft=draft, content=content, version=version, by=request.user, fields=fields
        )
    except StaleDraft as stale:
        return JsonResponse(drafts.stale(stale, reverse("concerns:start")), status=409)
    except AlreadySent as sent:
        answer = {"problem": "sent", "message": str(sent), "leads_to": sent.leads_to}
        return JsonResponse(answer, status=409)
    return JsonResponse(drafts.saved(draft))


def _posted(request: AuthenticatedRequest, fields: Fields) -> tuple[int, dict[str, Any]]:
    if request.content_type != "application/json":
        return version_of(request.POST), from_post(request.POST, fields)
    body = json.loads(request.body)
    if not isinstance(body, dict) or not isinstance(body.get("content"), dict):
        raise ValueError("not a draft")
    return version_of(body), body["content"]


@require_http_methods(["GET", "POST"])
def danger(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Interrupts: whom to phone now. Carrying on says that it was read."""
    draft = draft_of(request, reference)
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    if request.method == "GET":
        return render(request, "concerns/danger.html", {"draft": draft})
    content = {**draft.content, "danger_told": "yes"}
    try:
        draft = services.save_draft(draft=draft, content=content, version=draft.version, by=request.user)
    except StaleDraft:
        return redirect("concerns:danger", reference)
    except AlreadySent as sent:
        return redirect(sent.leads_to)
    return redirect("concerns:check" if is_complete(draft) else "concerns:draft", draft.reference)


def _incomplete(draft: Draft) -> HttpResponse:
    return redirect(f"{draft.get_absolute_url()}?check=1")


@require_http_methods(["GET"])
def check(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Check your answers."""
    draft = draft_of(request, reference)
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    page = DraftPage(draft, draft.content, draft.version, is_checked=True)
    if page.problems():
        return _incomplete(draft)
    if needs_phoning(draft.content):
        return redirect("concerns:danger", draft.reference)
    seen(request, draft, page.pupils)
    answers = page.form.answers()
    names = [other["name"] for other in page.detail.other_subjects()]
    context = page.context() | {
        "answers": answers,
        "kinds": ", ".join(labels_of(answers["categories"])),
        "wish": Wish(answers["wish"]).label,
        "told": page.detail.told(),
        "similar": similar_concerns(request.user, draft.school, page.detail.pupils, names),
    }
    return render(request, "concerns/check.html", context)


@require_POST
def send(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.concern is None and needs_phoning(draft.content):
        return redirect("concerns:danger", draft.reference)
    try:
        concern = services.send_concern(draft=draft, by=request.user, version=version_of(request.POST))
    except Incomplete:
        return _incomplete(draft)
    except StaleDraft as stale:
        messages.error(request, f"{stale} Check it again before you send it.")
        return redirect("concerns:check", draft.reference)
    return redirect("concerns:sent", concern.reference)


@require_http_methods(["GET", "POST"])
def discard_draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    if request.method == "GET":
        return render(request, "concerns/discard.html", {"draft": draft})
    try:
        services.discard_draft(draft=draft, by=request.user, version=version_of(request.POST))
    except StaleDraft as stale:
        shown = {"draft": stale.newer, "stale": True}
        return render(request, "concerns/discard.html", shown, status=409)
    except AlreadySent as sent:
        return redirect(sent.leads_to)
    messages.success(request, f"Draft {draft.reference} is deleted.")
    return redirect("concerns:start")


@require_POST
def remove_file(request: AuthenticatedRequest, reference: str, file: str) -> HttpResponse:
    """Take a file out of a draft; the page's other fields come along and are saved too."""
    draft = draft_of(request, reference)
    kept = get_object_or_404(ConcernFile.objects.visible_to(request.user), reference=file, draft=draft)
    try:
        if "version" in request.POST:
            services.save_draft(
                draft=draft,
                content=from_post(request.POST),
                version=version_of(request.POST),
                by=request.user,
                fields=QUICK,
            )
        services.remove_file(draft=draft, file=kept, by=request.user)
    except StaleDraft as stale:
        return _conflict(request, stale.newer)
    except AlreadySent as sent:
        return redirect(sent.leads_to)
    return redirect(f"{reverse('concerns:draft', args=[draft.reference])}#files")

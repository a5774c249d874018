"""Pages on which the authority writes the next version of the protocol."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.protocol.authoring import forms, services
from exclusions.protocol.authoring.comparing import differences
from exclusions.protocol.authoring.document import Document, document_of, fields_in, read
from exclusions.protocol.authoring.drawing import picture
from exclusions.protocol.forms import PreviewForm
from exclusions.protocol.models import ProtocolDraft, ProtocolVersion
from exclusions.protocol.views.moving import seen_revision
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@dataclass(frozen=True)
class Part:
    """A list in a document that is edited row by row; `noun` is one row of it, with its article."""

    noun: str
    form: type[forms.PartForm]
    rows: Callable[[Document], list[dict[str, Any]]]


def _part(document: Document, name: str) -> Part:
    """`stages`, `outcomes`, `evidence`, or the code of a stage: the questions of its form."""
    stage = next((stage for stage in document["stages"] if stage["code"] == name), None)
    if name == "stages":
        return Part("a stage", forms.StageForm, lambda document: document["stages"])
    if name == "outcomes":
        return Part("an outcome", forms.OutcomeForm, lambda document: document["outcomes"])
    if name == "evidence":
        return Part(
            "an item of evidence", forms.EvidenceForm, lambda document: document.setdefault("evidence", [])
        )
    if stage:
        return Part(
            f"a question of “{stage['name']}”", forms.QuestionForm,
            lambda document: next(s for s in document["stages"] if s["code"] == name)["record"],
        )  # fmt: skip
    raise Http404


def _draft(request: HttpRequest, reference: str) -> ProtocolDraft:
    if not request.user.has_perm("protocol.edit_protocol"):
        raise PermissionDenied
    drafts = ProtocolDraft.objects.filter(published_as=None, discarded_at=None)
    return get_object_or_404(drafts.select_related("based_on", "changed_by"), reference=reference)


def _shell(draft: ProtocolDraft) -> dict[str, Any]:
    versions = reverse("protocol:versions")
    return {"draft": draft, "trail": [("The protocol", versions), ("Draft", draft.get_absolute_url())]}


@require_http_methods(["GET", "POST"])
def versions(request: AuthenticatedRequest) -> HttpResponse:
    """Every version, and the draft of the next one; sending the page starts a draft."""
    if not request.user.has_perm("protocol.edit_protocol"):
        raise PermissionDenied
    if request.method == "POST":
        return redirect(services.start_draft(by=request.user))
    published = ProtocolVersion.objects.published().select_related("published_by").order_by("-number")
    context = {"versions": list(published), "draft": services.open_draft(), "trail": []}
    return render(request, "protocol/versions.html", context)


@require_safe
def draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The draft as a whole: what is wrong with it, and each of its parts to change."""
    found = _draft(request, reference)
    context = {"problems": services.problems_of(found), "read": read(found.document)}
    return render(request, "protocol/draft.html", _shell(found) | context)


@require_safe
def whole(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The draft as people will see it: picture and list."""
    found = _draft(request, reference)
    context = {"read": read(found.document), "picture": picture(found.document), "name": found.name}
    return render(request, "protocol/map.html", _shell(found) | context)


@require_safe
def changes(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What the draft changes in the version it was begun from, in words."""
    found = _draft(request, reference)
    said = differences(document_of(found.based_on), found.document)
    return render(request, "protocol/changes.html", _shell(found) | {"changes": said})


@require_safe
def preview(request: AuthenticatedRequest, reference: str, code: str) -> HttpResponse:
    """The form of a stage as people will fill it in."""
    found = _draft(request, reference)
    stage = next((stage for stage in found.document["stages"] if stage["code"] == code), None)
    if stage is None:
        raise Http404
    form = PreviewForm(fields=fields_in(stage, found.document))
    return render(request, "protocol/preview.html", _shell(found) | {"stage": stage, "form": form})


@require_http_methods(["GET", "POST"])
def settings(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What holds for the whole protocol."""
    found = _draft(request, reference)
    form = forms.SettingsForm(request.POST or None, document=found.document, part=found.document)

    def changed(document: Document) -> None:
        document.update(form.cleaned_data)

    return _edit(request, found, form, changed, "Days of the whole protocol")


@require_http_methods(["GET", "POST"])
def item(request: AuthenticatedRequest, reference: str, part: str, place: int) -> HttpResponse:
    """One row of a part: a stage, a question, an outcome, an item of evidence; place 0 is a new one."""
    found = _draft(request, reference)
    chosen = _part(found.document, part)
    rows = chosen.rows(found.document)
    if place > len(rows):
        raise Http404
    form = chosen.form(request.POST or None, document=found.document, part=rows[place - 1] if place else None)

    def changed(document: Document) -> None:
        there = chosen.rows(document)
        if place:
            old = there[place - 1]
            there[place - 1] = form.part()
            _rename(document, part, old, there[place - 1])
        else:
            there.append(form.part())

    return _edit(request, found, form, changed, f"{'Change' if place else 'Add'} {chosen.noun}")


def _rename(document: Document, part: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    """A stage that gets another code is still followed where it was."""
    if part != "stages" or old["code"] == new["code"]:
        return
    for stage in document["stages"]:
        stage["leads_to"] = [new["code"] if code == old["code"] else code for code in stage["leads_to"]]


def _edit(
    request: AuthenticatedRequest,
    draft: ProtocolDraft,
    form: Any,
    changed: Callable[[Document], None],
    title: str,
) -> HttpResponse:
    """Show a form of a draft, or put what was sent into the draft."""
    if request.method == "POST" and form.is_valid():
        document = deepcopy(draft.document)
        changed(document)
        try:
            services.change_draft(
                draft=draft, document=document, by=request.user, seen_revision=seen_revision(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved in the draft.")
            return redirect(draft)
    return render(
        request,
        "protocol/draft_part.html",
        _shell(draft) | {"form": form, "title": title, "seen": _seen(request, draft)},
    )


def _seen(request: HttpRequest, draft: ProtocolDraft) -> int:
    """What a page shows as seen: after a refusal still what was sent, so that sending again saves nothing."""
    return seen_revision(request) if request.method == "POST" else draft.revision


@require_POST
def arrange(request: AuthenticatedRequest, reference: str, part: str, place: int, verb: str) -> HttpResponse:
    """Move a row of a part up or down, or take it out."""
    found = _draft(request, reference)
    document = deepcopy(found.document)
    rows = _part(document, part).rows(document)
    if not 1 <= place <= len(rows) or verb not in ARRANGE:
        raise Http404
    ARRANGE[verb](rows, place - 1)
    try:
        services.change_draft(
            draft=found, document=document, by=request.user, seen_revision=seen_revision(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


def _up(rows: list[dict[str, Any]], at: int) -> None:
    rows.insert(max(at - 1, 0), rows.pop(at))


def _down(rows: list[dict[str, Any]], at: int) -> None:
    rows.insert(at + 1, rows.pop(at))


def _remove(rows: list[dict[str, Any]], at: int) -> None:
    rows.pop(at)


ARRANGE: dict[str, Callable[[list[dict[str, Any]], int], None]] = {
    "up": _up,
    "down": _down,
    "remove": _remove,
}


@require_http_methods(["GET", "POST"])
def publish(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Make the draft the version that new cases take."""
    found = _draft(request, reference)
    form = forms.PublishForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = reverse("protocol:map")
                said = {**form.cleaned_data, "by": request.user, "seen_revision": seen_revision(request)}
                version = services.publish_draft(draft=found, **said)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"Version {version.number} is published. New cases take it; running cases keep theirs.",
            )
            return redirect("protocol:map")
    said = {
        "form": form,
        "seen": _seen(request, found),
        "problems": services.problems_of(found),
        "changes": differences(document_of(found.based_on), found.document),
    }
    return render(request, "protocol/publish.html", _shell(found) | said)


@require_http_methods(["GET", "POST"])
def discard(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put the draft away, once its author has seen what would be lost."""
    found = _draft(request, reference)
    if request.method == "GET":
        said = {"seen": found.revision, "changes": differences(document_of(found.based_on), found.document)}
        return render(request, "protocol/discard.html", _shell(found) | said)
    try:
        services.discard_draft(draft=found, by=request.user, seen_revision=seen_revision(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The draft is put away. The published protocol stands as it was.")
    return redirect("protocol:versions")

"""The evidence list of a case: read, answered item by item, with documents."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.outcomes import services
from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.evidence import Item, counted, item_of, items_of
from exclusions.outcomes.forms.evidence import AnswerForm, TakeOutForm
from exclusions.outcomes.models import EvidenceFile
from exclusions.outcomes.suggesting import suggestions_for
from exclusions.outcomes.views.seeing import clashed, seen_number
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.core.once import act_once
from portal.files.services import serve_file

READ, WRITE = "outcomes.see_evidence", "outcomes.write_evidence"


@require_safe
def evidence(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The list: what is done, not applicable, not done, and not answered yet."""
    shown = CasePage.open(request, reference, READ)
    shown.seen("evidence")
    items = items_of(shown.case, request.user)
    may_write = request.user.has_perm(WRITE, shown.case)
    context = shown.shell("evidence") | {"items": items, "counted": counted(items), "may_write": may_write}
    return render(request, "outcomes/evidence.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: AuthenticatedRequest, reference: str, code: str) -> HttpResponse:
    """Answer one item, or correct its answer: what stood stays readable."""
    shown = CasePage.open(request, reference, WRITE)
    item = _item(shown, code)
    seen = seen_number(request, item)
    form = _form(request, item)
    has_clashed = False
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.answer_item(
                case=shown.case, code=code, said=form.said(), by=request.user, seen_number=seen,
                upload=form.cleaned_data["document"],
            ),
            said="It is written down.",
            leads_to=f"{reverse('outcomes:evidence', args=[reference])}#item-{code}",
        )  # fmt: skip
        if done is not None:
            return done
        item = _item(shown, code)
        # Shown what stands now: saved again, theirs stands over it.
        has_clashed, seen = clashed(item, seen)
    context = shown.shell("evidence") | {
        "item": item, "form": form, "seen_number": seen, "has_clashed": has_clashed,
    }  # fmt: skip
    return render(request, "outcomes/answer.html", context, status=409 if has_clashed else 200)


def _item(shown: CasePage, code: str) -> Item:
    item = item_of(shown.case, code)
    if item is None:
        raise Http404
    item.suggestions = suggestions_for(shown.user, shown.case).get(code, [])
    return item


def _form(request: HttpRequest, item: Item) -> AnswerForm:
    """Begun with what stands, or with what the portal holds where somebody asked to use it."""
    if request.method == "POST":
        return AnswerForm(request.POST, request.FILES)
    if item.answer:
        one = item.answer
        return AnswerForm(initial={"state": one.state, "why": one.why, "on": one.on})
    if request.GET.get("use") and item.suggestions:
        words = "\n".join(f"{one.text}." for one in item.suggestions)
        on = max((one.on for one in item.suggestions if one.on), default=None)
        on = min(on, timezone.localdate()) if on else None
        return AnswerForm(initial={"state": EvidenceState.DONE, "why": words, "on": on})
    return AnswerForm()


def _file(request: AuthenticatedRequest, reference: str, permission: str) -> EvidenceFile:
    rows = EvidenceFile.objects.visible_to(request.user).select_related("case__pupil", "case__school")
    kept = get_object_or_404(rows.select_related("case__version", "case__stage"), reference=reference)
    if not request.user.has_perm(permission, kept.case):
        raise PermissionDenied
    return kept


@require_safe
def document(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """One document. Who opened it is written down."""
    kept = _file(request, reference, READ)
    services.note_down(kept.case, "evidence_file", request.user, kept.reference, kind=Kind.VIEW)
    return serve_file(kept)


@require_http_methods(["GET", "POST"])
def take_out(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take out a document that does not belong there, once it is said why."""
    kept = _file(request, reference, WRITE)
    form = TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.take_out_file(kept=kept, by=request.user, **form.cleaned_data),
            said="The document is taken out.",
            leads_to=reverse("outcomes:evidence", args=[kept.case.reference]),
        )
        if done is not None:
            return done
    shown = CasePage(request.user, kept.case, timezone.localdate())
    context = shown.shell("evidence") | {"kept": kept, "form": form}
    return render(request, "outcomes/take_out.html", context)

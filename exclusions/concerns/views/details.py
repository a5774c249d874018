"""The pages of "Add more detail": one step each, saved into the same draft with the same versions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services
from exclusions.concerns.bodies import SIDES, spots
from exclusions.concerns.content import MOST_MARKS, MOST_OTHERS, Content, from_post, merged
from exclusions.concerns.detail_forms import area_words
from exclusions.concerns.drafting import pupils_of
from exclusions.concerns.errors import AlreadySent
from exclusions.concerns.models import Draft
from exclusions.concerns.steps import BODY, STEPS, SUBJECTS, Detail, Step
from exclusions.concerns.views.drafts import draft_of, seen, version_of
from portal.accounts.http import AuthenticatedRequest
from portal.core.drafts import StaleDraft


@require_http_methods(["GET", "POST"])
def detail_step(request: AuthenticatedRequest, reference: str, slug: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if slug not in STEPS:
        raise Http404
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    step = STEPS[slug]
    if request.method == "POST":
        return _save(request, draft, step)
    pupils = pupils_of(draft)
    seen(request, draft, pupils)
    return _show(request, draft, step, draft.content)


def _save(request: AuthenticatedRequest, draft: Draft, step: Step) -> HttpResponse:
    typed = merged(draft.content, from_post(request.POST, step.fields), step.fields)
    content = _changed(request, draft, typed)
    try:
        draft = services.save_draft(
            draft=draft,
            content=content,
            version=version_of(request.POST),
            by=request.user,
            fields=step.fields,
        )
    except StaleDraft as stale:
        kept = merged(stale.newer.content, typed, step.fields)
        return _show(request, stale.newer, step, kept, conflict=stale.newer)
    except AlreadySent as sent:
        return redirect(sent.leads_to)
    return _go_on(request, draft, step)


def _changed(request: AuthenticatedRequest, draft: Draft, typed: Content) -> Content:
    """What was typed, with a mark more where an area was chosen, without what was taken out."""
    post = request.POST
    if area_words(area := post.get("add_mark", "")):
        return _detail(draft, typed).with_mark(area)
    if prefix := post.get("remove", ""):
        return {name: value for name, value in typed.items() if not name.startswith(f"{prefix}-")}
    return typed


def _go_on(request: AuthenticatedRequest, draft: Draft, step: Step) -> HttpResponse:
    post = request.POST
    detail = _detail(draft, draft.content)
    if "add_mark" in post or "remove" in post:
        return redirect(f"{request.path}#filled")
    if post.get("do") == "more":
        return redirect(f"{request.path}#spare")
    if detail.errors_of(step):
        return _show(request, draft, step, draft.content, is_checked=True)
    return redirect(f"{draft.get_absolute_url()}#{'pupils' if step is SUBJECTS else 'detail'}")


def _detail(draft: Draft, content: Content, *, is_checked: bool = True) -> Detail:
    return Detail(draft, content, [pupil for pupil, _ in pupils_of(draft)], is_checked)


def _show(
    request: AuthenticatedRequest,
    draft: Draft,
    step: Step,
    content: Content,
    *,
    is_checked: bool = False,
    conflict: Draft | None = None,
) -> HttpResponse:
    detail = _detail(draft, content, is_checked=is_checked)
    context: dict[str, Any] = {
        "draft": draft,
        "step": step,
        "version": draft.version,
        "conflict": conflict,
        "problems": detail.errors_of(step),
        "has_pupils": bool(detail.pupils),
        **_forms(detail, step),
    }
    return render(request, "concerns/step.html", context, status=409 if conflict else 200)


def _forms(detail: Detail, step: Step) -> dict[str, Any]:
    forms = detail.forms_of(step)
    if step is BODY:
        marked = {form["area"].value() for form in forms}
        figures = [(label, _areas(side, marked)) for side, label in SIDES.items()]
        return {"marks": forms, "figures": figures, "has_room": len(forms) < MOST_MARKS}
    if step is SUBJECTS:
        number = detail.free("other", MOST_OTHERS)
        return {"others": forms, "spare": [detail.other(number)] if number else []}
    return {"form": forms[0]}


def _areas(side: str, marked: set[str]) -> list[tuple[str, str, tuple[float, ...], bool]]:
    """Code, label, shape, and whether it is marked."""
    areas = [(f"{side}:{area.code}", area) for area in spots(side)]
    return [(code, area.label, area.drawn(side), code in marked) for code, area in areas]

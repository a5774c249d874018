"""Writing a part, for an adult together with the young person and for the young person alone: one page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from exclusions.ownplans.errors import StalePart
from exclusions.ownplans.forms import PartForm
from exclusions.ownplans.models import OwnPlan, OwnPlanPart
from exclusions.ownplans.page import shown
from exclusions.ownplans.parts import BY_CODE, PARTS, Part, after
from exclusions.ownplans.services import write_part
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.posted import number_in


@dataclass(frozen=True)
class Sitting:
    """Who writes and where their pages are. `by` is the adult beside the young person, None where none is."""

    plan: OwnPlan
    by: User | None
    home: str
    part_url: Callable[[str], str]
    trail: list[tuple[str, str]]


def write_page(request: HttpRequest, sitting: Sitting, code: str) -> HttpResponse:
    """Show a part, save it as typed (a script asks for JSON), or save it and go on."""
    part = BY_CODE.get(code)
    if part is None:
        raise Http404
    stands = sitting.plan.parts.filter(code=code).first() or OwnPlanPart(code=code, revision=0)
    if request.method != "POST":
        return _show(request, sitting, PartForm(part, content=stands.content), stands.revision)
    form = PartForm(part, request.POST)
    if not form.is_valid():
        return _invalid(request, sitting, form)
    try:
        saved = write_part(
            plan=sitting.plan,
            code=code,
            content=form.content(),
            revision=number_in(request.POST, "revision"),
            by=sitting.by,
        )
    except StalePart as stale:
        return _stale(request, sitting, form, stale.newer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _invalid(request, sitting, form)
    return _saved(request, sitting, part, saved)


def _saved(request: HttpRequest, sitting: Sitting, part: Part, saved: OwnPlanPart) -> HttpResponse:
    if _is_typing(request):
        at = timezone.localtime(saved.written_at)
        return JsonResponse({"revision": saved.revision, "saved_at": f"{at:%H:%M}"})
    if request.POST.get("do") == "more":
        return redirect(f"{sitting.part_url(part.code)}#more")
    follows = after(part)
    return redirect(sitting.part_url(follows.code) if follows else sitting.home)


def _invalid(request: HttpRequest, sitting: Sitting, form: PartForm) -> HttpResponse:
    if _is_typing(request):
        return JsonResponse({"message": _first_problem(form)}, status=400)
    return _show(request, sitting, form, number_in(request.POST, "revision"), status=422)


def _first_problem(form: PartForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def _stale(request: HttpRequest, sitting: Sitting, form: PartForm, newer: OwnPlanPart) -> HttpResponse:
    """What was typed stays in the form, what another device saved above it: saving again is a choice."""
    if _is_typing(request):
        return JsonResponse({"problem": "stale"}, status=409)
    return _show(request, sitting, form, newer.revision, newer=newer, status=409)


def _show(
    request: HttpRequest,
    sitting: Sitting,
    form: PartForm,
    revision: int,
    *,
    newer: OwnPlanPart | None = None,
    status: int = 200,
) -> HttpResponse:
    part = form.part
    context: dict[str, Any] = {
        "sitting": sitting,
        "part": part,
        "number": PARTS.index(part) + 1,
        "parts": len(PARTS),
        "form": form,
        "revision": revision,
        "newer": shown({part.code: newer.content}, [part.code])[0] if newer else None,
        "is_last": after(part) is None,
        "trail": sitting.trail,
    }
    return render(request, "ownplans/part.html", context, status=status)


def _is_typing(request: HttpRequest) -> bool:
    return request.POST.get("do") == "typed"

"""Pages for whoever has a private link and its code: the young person, or family. They have no account.

A link that opens nothing (never given, ended, past its day, too many wrong codes) answers the same in every
case, and nothing before the code says whose plan it is or that it is one about a child.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.ownplans import services
from exclusions.ownplans.enums import Holder
from exclusions.ownplans.forms import CodeForm, FamilyForm
from exclusions.ownplans.models import OwnPlanKey
from exclusions.ownplans.page import promises_of, shown
from exclusions.ownplans.services.keys import MOST_TRIES
from exclusions.ownplans.services.trail import note_down
from exclusions.ownplans.views.writing import Sitting, write_page
from portal.audit.enums import Kind
from portal.core.errors import Refused
from portal.core.pdf import pdf_response

# Idle for so long, the code is asked for again: a phone that lies about.
IDLE_SECONDS = 30 * 60
SESSION = "own_plan_keys"

Page = Callable[..., HttpResponse]


def _public(page: Page) -> Page:
    """No sign-in, and nothing kept by a browser on a shared computer."""
    return login_not_required(cache_control(no_store=True, private=True)(page))


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "ownplans/spent.html", status=410)


def held(page: Page) -> Page:
    """The page of a live key whose code was entered here, lately; `key` is handed to the page."""

    @wraps(page)
    def with_key(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        key = services.key_of(token)
        if key is None:
            return _spent(request)
        opened = request.session.get(SESSION, {})
        if time.time() - opened.get(str(key.pk), 0) > IDLE_SECONDS:
            return redirect("my_plan:open", token)
        request.session[SESSION] = {**opened, str(key.pk): time.time()}
        return page(request, token, key, *args, **kwargs)

    return _public(with_key)


def written_by_holder(page: Page) -> Page:
    """Family reads; the young person alone writes."""

    @wraps(page)
    def checked(request: HttpRequest, token: str, key: OwnPlanKey, *args: Any, **kwargs: Any) -> HttpResponse:
        if key.holder != Holder.YOUNG_PERSON:
            raise PermissionDenied
        return page(request, token, key, *args, **kwargs)

    return checked


@_public
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def open_(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code."""
    key = services.key_of(token)
    if key is None:
        return _spent(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if services.try_code(key=key, code=form.cleaned_data["code"]):
            request.session.cycle_key()
            request.session[SESSION] = {**request.session.get(SESSION, {}), str(key.pk): time.time()}
            return redirect("my_plan:home", token)
        form.add_error("code", _wrong(key))
    return render(request, "ownplans/open.html", {"form": form})


def _wrong(key: OwnPlanKey) -> str:
    key.refresh_from_db(fields=["tries"])
    left = MOST_TRIES - key.tries
    if left <= 0:
        return "That was not the code, and it was the last try. Ask whoever gave you this link for a new one."
    return f"That is not the code. You have {left} more {'try' if left == 1 else 'tries'}."


@require_safe
@held
def home(request: HttpRequest, token: str, key: OwnPlanKey) -> HttpResponse:
    """The plan: all of it for the young person, the agreed parts for family."""
    plan = key.plan
    is_own = key.holder == Holder.YOUNG_PERSON
    parts = shown(plan.content(), None if is_own else plan.family_parts)
    context = {
        "token": token,
        "key": key,
        "is_own": is_own,
        "plan": plan,
        "shown": parts,
        "promises": list(promises_of(plan)) if is_own else [],
    }
    return render(request, "ownplans/my_plan.html", context)


@require_http_methods(["GET", "POST"])
@held
@written_by_holder
def part(request: HttpRequest, token: str, key: OwnPlanKey, code: str) -> HttpResponse:
    home = reverse("my_plan:home", args=[token])
    sitting = Sitting(
        key.plan, None, home, lambda c: reverse("my_plan:part", args=[token, c]), [("My plan", home)]
    )
    return write_page(request, sitting, code)


@require_http_methods(["GET", "POST"])
@held
@written_by_holder
def family(request: HttpRequest, token: str, key: OwnPlanKey) -> HttpResponse:
    """Who can read my plan, and what family may read."""
    home = reverse("my_plan:home", args=[token])
    form = FamilyForm(request.POST or None, initial={"parts": key.plan.family_parts})
    if request.method == "POST" and form.is_valid():
        try:
            services.agree_family(plan=key.plan, parts=form.cleaned_data["parts"], by=None)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect(home)
    context = {"form": form, "home": home, "is_own": True, "trail": [("My plan", home)]}
    return render(request, "ownplans/family.html", context)


@require_POST
@held
@written_by_holder
def done(request: HttpRequest, token: str, key: OwnPlanKey) -> HttpResponse:
    """Done for now: a version is kept, the worker is told, and the code is asked for the next time."""
    try:
        services.finish_sitting(plan=key.plan)
    except Refused as refusal:
        messages.error(request, str(refusal))
    _forget(request, key)
    return render(request, "ownplans/done.html", {"token": token})


@require_POST
@held
def leave(request: HttpRequest, token: str, key: OwnPlanKey) -> HttpResponse:
    """Close the plan on this device."""
    _forget(request, key)
    return redirect("my_plan:open", token)


def _forget(request: HttpRequest, key: OwnPlanKey) -> None:
    opened = request.session.get(SESSION, {})
    request.session[SESSION] = {pk: at for pk, at in opened.items() if pk != str(key.pk)}


@require_safe
@held
def printed(request: HttpRequest, token: str, key: OwnPlanKey) -> HttpResponse:
    """One's own copy as a PDF."""
    is_own = key.holder == Holder.YOUNG_PERSON
    note_down("print", key.plan, None, kind=Kind.EXPORT, holder=Holder(key.holder))
    context = {
        "plan": key.plan,
        "shown": shown(key.plan.content(), None if is_own else key.plan.family_parts),
        "promises": list(promises_of(key.plan)) if is_own else [],
        "is_own": True,
    }
    return pdf_response(request, "ownplans/plan_pdf.html", context, "my-plan")

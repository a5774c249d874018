"""One action: what was agreed, how far it is, its history, and changing it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from exclusions.plans import forms, page, services
from exclusions.plans.enums import ActionState
from exclusions.plans.models import Action
from exclusions.plans.views.finding import action_of, number_of, shell
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def action(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The action; its owner, and whoever works the case, say here how far it is."""
    permission = "plans.note_progress" if request.method == "POST" else "plans.see_action"
    action, shown = action_of(request, reference, permission)
    may_note = action.case.is_open and request.user.has_perm("plans.note_progress", action)
    form = forms.ProgressForm(request.POST or None, initial={"state": action.state})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                services.note_progress(
                    action=action,
                    state=ActionState(form.cleaned_data["state"]),
                    note=form.cleaned_data["note"],
                    by=request.user,
                    seen_revision=number_of(request, "seen_number"),
                )
        except AlreadySubmitted:
            return redirect(action)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect(action)
    shown.seen(f"action {action.reference}")
    (line,) = page.action_lines([action], action.school_id, timezone.localdate())
    context = shell(shown) | {
        "action": action,
        "line": line,
        "steps": list(action.steps.select_related("by").order_by("-at", "-pk")),
        "form": form if may_note else None,
        "may_change": action.case.is_open and request.user.has_perm("plans.change_action", action),
        "seen_number": number_of(request, "seen_number") if request.method == "POST" else action.revision,
    }
    return render(request, "plans/action.html", context)


@require_http_methods(["GET", "POST"])
def change(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change what was agreed, with the reason."""
    action, shown = action_of(request, reference, "plans.change_action")
    form = forms.ChangeActionForm(request.POST or None, action=action)
    return _worked(
        request, shown, action, form, "The action is changed.",
        lambda: services.change_action(
            action=action, agreed=form.agreed(), because=form.cleaned_data["because"], by=request.user,
            seen_revision=number_of(request, "seen_number"),
        ),
        title="Change the action", button="Save",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def give(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give the action to somebody else, in one step."""
    action, shown = action_of(request, reference, "plans.change_action")
    form = forms.GiveForm(request.POST or None, action=action)
    return _worked(
        request, shown, action, form, "Somebody else has taken the action on, and is told.",
        lambda: services.give_action(
            action=action, to=form.to(), by=request.user, seen_revision=number_of(request, "seen_number")
        ),
        title="Give the action to somebody else", button="Give it to them",
        explains=f"{action.what} ({action.who})",
    )  # fmt: skip


def _worked(
    request: AuthenticatedRequest, shown: CasePage, action: Action, form: Form, done: str,
    work: Callable[[], Any], *, title: str, button: str, explains: str = "",
) -> HttpResponse:  # fmt: skip
    """A page with one form: shown, refused with what was typed kept, or carried out once."""
    if not action.case.is_open and request.method == "GET":
        messages.warning(
            request, f"{action.case.reference} is closed. Nothing more can be changed in its plan."
        )
        return redirect(action)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                work()
        except AlreadySubmitted:
            return redirect(action)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(action)
    context = shell(shown) | {
        "form": form,
        "title": title,
        "button": button,
        "explains": explains,
        "caption": action.reference,
        "back_to": action.get_absolute_url(),
        "back_words": "Go back to the action",
        "seen_number": number_of(request, "seen_number") if request.method == "POST" else action.revision,
    }
    return render(request, "plans/form.html", context)

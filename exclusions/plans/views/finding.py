"""How every page of a plan finds its case or action, and what stands above its own content."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from exclusions.plans.models import Action
from exclusions.plans.page import with_owners
from exclusions.plans.voice import voice_of
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.core.posted import number_in


def action_of(request: AuthenticatedRequest, reference: str, permission: str) -> tuple[Action, CasePage]:
    """The action, in scope (else 404) and allowed (else 403), and the page of its case."""
    rows = Action.objects.visible_to(request.user).select_related(
        "case__pupil", "case__school", "case__stage", "case__version", "agreed_by"
    )
    action = get_object_or_404(with_owners(rows), reference=reference)
    if not request.user.has_perm(permission, action):
        raise PermissionDenied
    return action, CasePage(request.user, action.case, timezone.localdate())


def shell(shown: CasePage) -> dict[str, Any]:
    """What every page shows above its own content: whom it is about, and what the child says."""
    return shown.shell("plan") | {"voice": voice_of(shown.user, shown.case)}


def number_of(request: HttpRequest, name: str) -> int:
    """A number that the page carried; 0 where it is none."""
    return number_in(request.POST, name)

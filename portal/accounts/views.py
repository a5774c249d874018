"""A person's own page, and the button that keeps them signed in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import second_factor, services
from portal.accounts.authority import authority_roles
from portal.accounts.forms import ContactForm
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.roles import ROLES
from portal.core.subjects import panels_for


@require_http_methods(["GET", "POST"])
def me(request: AuthenticatedRequest) -> HttpResponse:
    """Who I am here, what I may do, how I am reached and how I sign in."""
    user = request.user
    form = ContactForm(request.POST or None, initial={"phone": user.phone, "availability": user.availability})
    if request.method == "POST" and form.is_valid():
        services.update_contact(**form.cleaned_data, by=user)
        messages.success(request, "Your contact details are saved.")
        return redirect("accounts:me")
    roles = [{"name": r.label, "sentence": ROLES[r].description} for r in sorted(authority_roles(user))]
    context: dict[str, Any] = {
        "form": form,
        "roles": roles,
        "panels": panels_for(request, "person", user),
        "mfa_required": settings.MFA_REQUIRED,
        **_second_step(user),
    }
    return render(request, "accounts/me.html", context)


def _second_step(user: Any) -> dict[str, bool]:
    kinds = second_factor.kinds_of(user)
    return {
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
    }


@require_POST
def stay_signed_in(request: AuthenticatedRequest) -> HttpResponse:
    """The idle warning's button. That the request came is what counts: the middleware notes the time."""
    return HttpResponse(status=204)

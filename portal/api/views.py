"""Pages of administrators: which systems may read what, and shutting them out."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.api import services
from portal.api.enums import Scope
from portal.api.forms import TokenForm
from portal.api.models import Token
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once

manages_systems = permission_required("api.manage_systems", raise_exception=True)
# Who lets a system in shows again that it is them, unless they signed in a few minutes ago.
surely_them = reauthentication_required(enabled=lambda request: settings.MFA_REQUIRED)


def trail() -> list[tuple[str, str]]:
    return [("Systems", reverse("systems:list"))]


@require_safe
@manages_systems
def systems(request: AuthenticatedRequest) -> HttpResponse:
    names = {scope.value: scope.label.partition(":")[0] for scope in Scope}
    rows = [(token, [names.get(code, code) for code in token.scopes]) for token in Token.objects.all()]
    return render(request, "api/systems.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@manages_systems
@surely_them
@never_cache
def make(request: AuthenticatedRequest) -> HttpResponse:
    """The token is on the answer to the form and nowhere else: not in an address, a message or a session."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                token, words = services.make_token(**form.cleaned_data, by=request.user)
                submission.leads_to = reverse("systems:list")
        except AlreadySubmitted as done:
            messages.warning(
                request, "This token was made already. It is shown only once: revoke it if lost."
            )
            return redirect(done.leads_to or "systems:list")
        except Refused as refusal:
            form.add_error("expires_on", str(refusal))
        else:
            context = {"token": token, "words": words, "trail": trail(), "site_url": settings.SITE_URL}
            return render(request, "api/token.html", context)
    return render(request, "api/make.html", {"form": form, "trail": trail()})


@require_POST
@manages_systems
@surely_them
def revoke(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    token = get_object_or_404(Token, reference=reference)
    try:
        services.revoke_token(token=token, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{token.system} can no longer read anything with {token.reference}.")
    return redirect("systems:list")

"""Pages of administrators: which systems may read what, and shutting them out."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.api import services, webhooks
from portal.api.enums import Event, Scope, WebhookState
from portal.api.forms import TokenForm, WebhookForm
from portal.api.models import Token, Webhook
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once

DELIVERIES_A_PAGE = 25
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
    return render(request, "api/systems.html", {"rows": rows, "webhooks": Webhook.objects.all()})


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


@require_http_methods(["GET", "POST"])
@manages_systems
@surely_them
def register(request: AuthenticatedRequest) -> HttpResponse:
    """An address that is told of events."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                made = webhooks.register_webhook(**form.cleaned_data, by=request.user)
                submission.leads_to = made.get_absolute_url()
        except AlreadySubmitted as done:
            return redirect(done.leads_to or "systems:list")
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect(made)
    return render(request, "api/register.html", {"form": form, "trail": trail()})


@require_safe
@manages_systems
@surely_them
@never_cache
def webhook(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One webhook: its secret, which its system needs to check who calls, and what became of each event."""
    found = get_object_or_404(Webhook, reference=reference)
    labels = dict(Event.choices)
    page = Paginator(found.deliveries.all(), DELIVERIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "webhook": found,
        "secret": webhooks.secret_of(found),
        "events": [labels.get(code, code) for code in found.events],
        "rows": [(delivery, labels.get(delivery.name, delivery.name)) for delivery in page],
        "page": page,
        "waiting": found.deliveries.filter(sent_at=None).count(),
        "is_off": found.state == WebhookState.OFF,
        "is_over": found.state == WebhookState.ENDED,
        "trail": trail(),
    }
    return render(request, "api/webhook.html", context)


@require_POST
@manages_systems
@surely_them
def switch_on(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    return _moved(request, reference, webhooks.switch_on, "It is on. What has waited is sent now.")


@require_POST
@manages_systems
@surely_them
def end(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    return _moved(request, reference, webhooks.end_webhook, "It has ended: nothing more is sent there.")


def _moved(request: AuthenticatedRequest, reference: str, service: Any, words: str) -> HttpResponse:
    found = get_object_or_404(Webhook, reference=reference)
    try:
        service(webhook=found, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(found)

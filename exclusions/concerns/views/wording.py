"""The kinds of concern, as the authority words and orders them."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.concerns import services
from exclusions.concerns.forms import KindForm
from exclusions.concerns.kinds import MOST_QUICK, every_kind
from exclusions.concerns.models import KindOfConcern
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused


@require_safe
@permission_required("concerns.set_kinds", raise_exception=True)
def kinds(request: AuthenticatedRequest) -> HttpResponse:
    context = {"kinds": every_kind(), "most": MOST_QUICK}
    return render(request, "concerns/kinds.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("concerns.set_kinds", raise_exception=True)
def kind(request: AuthenticatedRequest, code: str = "") -> HttpResponse:
    """One kind; without a code a new one."""
    now = get_object_or_404(KindOfConcern, code=code) if code else None
    form = KindForm(request.POST) if request.method == "POST" else KindForm.showing(now)
    if form.is_bound and form.is_valid():
        try:
            services.set_kind(kind=now, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(request, "The kinds of concern are saved. Drafts show them from now on.")
            return redirect("concerns:kinds")
    trail = [("Kinds of concern", reverse("concerns:kinds"))]
    return render(request, "concerns/kind.html", {"kind": now, "form": form, "trail": trail})

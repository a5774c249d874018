"""Everything the portal holds: ordering it, and who has."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.http import AuthenticatedRequest
from portal.bulk import progress
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.exports import copying
from portal.exports.enums import State
from portal.exports.forms import CopyForm
from portal.exports.models import Copy
from portal.files.services import serve_file

MOST_LISTED = 20
copies = permission_required("exports.copy_everything", raise_exception=True)
sees_copies = permission_required("exports.see_copies", raise_exception=True)
# Who takes everything shows again that it is them, unless they signed in a few minutes ago.
surely_them = reauthentication_required(enabled=lambda request: settings.MFA_REQUIRED)


@require_GET
@sees_copies
def everything(request: AuthenticatedRequest) -> HttpResponse:
    """Every copy that was ordered, with who and why."""
    found = Copy.objects.select_related("owner", "school")[:MOST_LISTED]
    rows = [(made, progress.of(made) if made.state == State.PREPARING else 0) for made in found]
    context = {"rows": rows, "may_order": request.user.has_perm("exports.copy_everything")}
    return render(request, "exports/everything.html", context)


@require_http_methods(["GET", "POST"])
@copies
@surely_them
def order(request: AuthenticatedRequest) -> HttpResponse:
    form = CopyForm(request.POST or None, initial={"school": request.GET.get("school", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                copying.order_copy(**form.cleaned_data, by=request.user)
        except AlreadySubmitted:
            return redirect("exports:everything")
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "It is being made. Everybody who watches has been told.")
            return redirect("exports:everything")
    context = {"form": form, "days": settings.EXPORT_DAYS_KEPT}
    return render(request, "exports/order.html", context)


@require_GET
@copies
@surely_them
def download_copy(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    made = get_object_or_404(Copy, reference=reference, owner=request.user)
    try:
        copying.fetch_copy(made=made, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(made)
    return serve_file(made)


@require_POST
@copies
@surely_them
def delete_copy(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    made = get_object_or_404(Copy, reference=reference)
    try:
        copying.delete_copy(made=made, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"The file {made.reference} is deleted.")
    return redirect(made)

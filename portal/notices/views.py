"""A person's notices, and the outbox that administrators watch."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.notices import services
from portal.notices.models import Delivery, Notice

PER_PAGE = 25


@require_safe
def notice_list(request: AuthenticatedRequest) -> HttpResponse:
    """My notices: unread first, then the newest."""
    unread_first = F("read_at").desc(nulls_first=True)
    mine = Notice.objects.filter(user=request.user).order_by(unread_first, "-created_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


@require_POST
def open_notice(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Read one: it is marked as read, and leads to what it is about."""
    notice = get_object_or_404(Notice, user=request.user, reference=reference)
    services.mark_read(by=request.user, reference=reference)
    safe = url_has_allowed_host_and_scheme(notice.leads_to, allowed_hosts=None)
    return redirect(notice.leads_to if safe else "notices:list")


@require_POST
def read_all(request: AuthenticatedRequest) -> HttpResponse:
    services.mark_read(by=request.user)
    messages.success(request, "All your alerts are marked as read.")
    return redirect("notices:list")


@require_safe
@permission_required("notices.see_outbox", raise_exception=True)
def outbox(request: AuthenticatedRequest) -> HttpResponse:
    """Emails that failed and have not arrived."""
    troubled = Delivery.objects.in_trouble().select_related("notice__user").order_by("-pk")
    page = Paginator(troubled, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/outbox.html", {"page": page})


@require_POST
@permission_required("notices.see_outbox", raise_exception=True)
def retry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    troubled = Delivery.objects.in_trouble().select_related("notice")
    delivery = get_object_or_404(troubled, notice__reference=reference)
    services.retry_delivery(delivery=delivery, by=request.user)
    messages.success(request, "The email is being sent again.")
    return redirect("notices:outbox")

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
from portal.core.errors import Refused
from portal.notices import acknowledging, services
from portal.notices.models import Acknowledgement, Delivery, Notice

PER_PAGE = 25


@require_safe
def notice_list(request: AuthenticatedRequest) -> HttpResponse:
    """My notices: unread first, then the newest."""
    owed = Acknowledgement.objects.owed_by(request.user).select_related("notice", "asker")
    unread_first = F("read_at").desc(nulls_first=True)
    mine = Notice.objects.filter(user=request.user).order_by(unread_first, "-created_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page, "owed": owed.order_by("due_at", "pk")})


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
    messages.success(request, "All your notices are marked as read.")
    return redirect("notices:list")


@require_POST
def acknowledge(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """I have seen it: leads back to where the button was pressed."""
    mine = Acknowledgement.objects.filter(notice__user=request.user).select_related("notice")
    owed = get_object_or_404(mine, notice__reference=reference)
    acknowledging.acknowledge(reference=reference, by=request.user)
    messages.success(request, f"{owed.notice.about}: you have acknowledged it.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "notices:list")


@require_safe
def asked(request: AuthenticatedRequest) -> HttpResponse:
    """What I asked people to acknowledge: who has, and who has not."""
    mine = Acknowledgement.objects.asked_by(request.user).select_related("notice__user")
    page = Paginator(mine.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/asked.html", {"page": page})


@require_POST
def remind(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    mine = Acknowledgement.objects.asked_by(request.user).select_related("notice__user")
    found = get_object_or_404(mine, notice__reference=reference)
    try:
        acknowledging.remind(acknowledgement=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.notice.user.name} is being reminded.")
    return redirect("notices:asked")


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

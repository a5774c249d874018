"""A person's notices, and the outbox that administrators watch."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.notices import acknowledging, kinds, outside, sending, services
from portal.notices.forms import PreferenceForm
from portal.notices.listing import STATES, EmailFilter, EmailTable, state_of, what
from portal.notices.models import Acknowledgement, Delivery, DeliveryQuerySet, Notice, NoticeQuerySet
from portal.notices.preferences import set_preferences, wishes_of

PER_PAGE = 25


@require_safe
def notice_list(request: AuthenticatedRequest) -> HttpResponse:
    """My notices: what I owe an answer first, then unread ones, then the newest; by group and state."""
    owed = Acknowledgement.objects.owed_by(request.user).select_related("notice", "asker")
    unread_first = F("read_at").desc(nulls_first=True)
    chosen = {"show": request.GET.get("show", ""), "group": request.GET.get("group", "")}
    mine = _narrowed(Notice.objects.live().filter(user=request.user), **chosen)
    page = Paginator(mine.order_by(unread_first, "-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "owed": owed.order_by("due_at", "pk"),
        "groups": [group for group, _ in kinds.by_group_for(request.user)],
        "asks": Acknowledgement.objects.asked_by(request.user).exists(),
        **chosen,
    }
    return render(request, "notices/list.html", context)


def _narrowed(notices: NoticeQuerySet, *, show: str, group: str) -> NoticeQuerySet:
    if show == "unread":
        notices = notices.unread()
    return notices.filter(kind__in=kinds.codes_of(group)) if group else notices


@require_http_methods(["GET", "POST"])
def preferences(request: AuthenticatedRequest) -> HttpResponse:
    """How I want to be told."""
    wishes = wishes_of([request.user])[request.user.pk]
    form = PreferenceForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        set_preferences(by=request.user, **form.chosen())
        messages.success(request, "From now on you are told this way.")
        return redirect("notices:preferences")
    return render(
        request, "notices/preferences.html", {"form": form, "groups": kinds.by_group_for(request.user)}
    )


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


class EmailList(PermissionRequiredMixin, ListingView):
    """Every email the portal has written, and what became of it."""

    permission_required = "notices.see_outbox"
    raise_exception = True
    template_name = "notices/outbox.html"
    table_class, filterset_class = EmailTable, EmailFilter
    title, noun = "Emails", "email"
    empty_text = "Every email has been sent. There is nothing to do."

    def get_queryset(self) -> DeliveryQuerySet:
        rows = Delivery.objects.select_related("notice__user", "digest__user")
        return rows.order_by("-written_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since = Delivery.objects.unreachable_since()
        return super().get_context_data(**kwargs, unreachable_since=since, outside=outside.in_trouble())


@require_safe
@permission_required("notices.see_outbox", raise_exception=True)
def email(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One email: to whom, its tries, what the mail server said."""
    found = get_object_or_404(Delivery.objects.named(reference))
    state, colour = STATES[state_of(found)]
    context = {"email": found, "what": what(found), "state": state, "colour": colour}
    return render(request, "notices/email.html", context)


@require_POST
@permission_required("notices.see_outbox", raise_exception=True)
def retry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.in_trouble().named(reference))
    sending.retry_delivery(delivery=delivery, by=request.user)
    messages.success(request, "The email is being sent again.")
    return redirect("notices:outbox")


@require_POST
@permission_required("notices.see_outbox", raise_exception=True)
def retry_outside(request: AuthenticatedRequest, code: str, reference: str) -> HttpResponse:
    sender = outside.sender_of(code)
    if sender is None or not sender.retry(reference, request.user):
        raise Http404
    messages.success(request, "The email is being sent again.")
    return redirect("notices:outbox")

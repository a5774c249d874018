"""The desk of duties, one duty, and the calendar feed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.suspensions.desk.counts import duty_cards, work_cards
from exclusions.suspensions.duties import feed, services
from exclusions.suspensions.duties.forms import CarryOutForm, TakeBackForm
from exclusions.suspensions.duties.listing import DutyFilter, DutyTable, most_urgent_first
from exclusions.suspensions.duties.page import change_words, line_of
from exclusions.suspensions.models import Duty, DutyFeed, DutyQuerySet
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.calendars.services import calendar_for
from schools.links.standing import standing_of


class Desk(RecordListing):
    """Duties of everybody's records that this person may read: what is open, the most urgent first."""

    table_class, filterset_class = DutyTable, DutyFilter
    title, noun, nouns, audit_noun = "Duties", "duty", "duties", "duty"
    saved_as = "Duties"
    template_name = "suspensions/desk.html"
    definition = "Duties after suspensions and permanent exclusions, worked out from the rule pack of each."
    empty_text = "Nothing is owed."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("suspensions.see_suspensions"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> DutyQuerySet:
        return most_urgent_first(Duty.objects.visible_to(self.request.user))

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not getattr(self.request, "htmx", False):
            user, today = self.request.user, timezone.localdate()
            *due, education = duty_cards(user, today)
            kwargs |= {"due": due, "work": [education, *work_cards(user, today)]}
        return super().get_context_data(trail=[("Suspensions", reverse("suspensions:list"))], **kwargs)


def _duty(request: AuthenticatedRequest, reference: str, code: str) -> Duty:
    """A duty of a record in scope; 404 for every other."""
    rows = Duty.objects.visible_to(request.user).select_related(
        "suspension__pupil", "suspension__school", "school", "done_by"
    )
    return get_object_or_404(rows, suspension__reference=reference, code=code)


@require_http_methods(["GET", "POST"])
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """One's own calendar address: opened, shown once, renewed, closed."""
    if not request.user.has_perm("suspensions.see_suspensions"):
        raise PermissionDenied
    context: dict[str, Any] = {"trail": [("Duties", reverse("suspensions:desk"))]}
    if request.method == "POST":
        if "close" in request.POST:
            return _close_feed(request)
        key = feed.open_feed(request.user)
        context["address"] = request.build_absolute_uri(reverse("suspensions:feed", args=[key]))
    context["feed"] = DutyFeed.objects.filter(user=request.user).first()
    return render(request, "suspensions/calendar.html", context)


def _close_feed(request: AuthenticatedRequest) -> HttpResponse:
    try:
        feed.close_feed(request.user)
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "The calendar address is closed. Calendars that used it get nothing more.")
    return redirect("suspensions:calendar")


@login_not_required
@require_safe
@never_cache
def calendar_file(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar reads with the key in its address; 404 for a key that opens nothing."""
    found = feed.feed_of(key)
    if found is None:
        raise Http404
    feed.note_reading(found)
    return HttpResponse(feed.written(found.user), content_type="text/calendar; charset=utf-8")


@require_http_methods(["GET", "POST"])
def duty(request: AuthenticatedRequest, reference: str, code: str) -> HttpResponse:
    """What is owed, why, from which rule, what changed about it; and ticking it off or taking that back."""
    found = _duty(request, reference, code)
    form = _form(request, found)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = found.suspension.get_absolute_url()
                _act(found, form, request)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is written down.")
            return redirect(found.suspension)
    return render(request, "suspensions/duty.html", _context(request, found, form))


def _form(request: AuthenticatedRequest, found: Duty) -> CarryOutForm | TakeBackForm | None:
    """The form that was sent, else the one that fits: of an open duty, or one that somebody ticked off."""
    if not request.user.has_perm("suspensions.carry_out_duty", found):
        return None
    if request.method == "POST":
        return TakeBackForm(request.POST) if "because" in request.POST else CarryOutForm(request.POST)
    if found.done_by_id:
        return TakeBackForm()
    return CarryOutForm() if found.can_be_done and found.is_open else None


def _act(found: Duty, form: CarryOutForm | TakeBackForm, request: AuthenticatedRequest) -> None:
    verb: Any = services.take_back if isinstance(form, TakeBackForm) else services.carry_out
    verb(duty=found, by=request.user, **form.cleaned_data)


def _context(request: AuthenticatedRequest, found: Duty, form: Any) -> dict[str, Any]:
    suspension = found.suspension
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="duty.view",
        about=[suspension.reference, suspension.pupil.reference],
        capacity=standing_of(request.user).capacity(found.school_id),
        detail={"duty": found.code},
    )
    changes = found.changes.select_related("by")
    return {
        "duty": found,
        "suspension": suspension,
        "line": line_of(found, request.user, calendar_for(found.school_id), timezone.localdate()),
        "form": form,
        "takes_back": isinstance(form, TakeBackForm),
        "history": [(change, change_words(change)) for change in changes],
        "trail": [
            ("Duties", reverse("suspensions:desk")),
            (suspension.reference, suspension.get_absolute_url()),
        ],
    }

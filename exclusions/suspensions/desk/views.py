"""The desk's lists, and what an officer says of one record: noted, found, papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exclusions.suspensions.desk import listing, meetings, papers, providing, punctuality
from exclusions.suspensions.desk.forms import FellThroughForm, PaperForm, ProvisionForm, TakeOutForm
from exclusions.suspensions.models import Arrival, Duty, Paper, Step, Suspension
from exclusions.suspensions.services import take_note, take_note_of_all
from exclusions.suspensions.services.acting import about
from exclusions.suspensions.views.register import shell, suspension_of
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.forms import PortalForm
from portal.core.listing import ListingView
from portal.core.once import act_once
from portal.files.services import serve_file
from schools.links.standing import standing_of


class DeskList(RecordListing):
    """A list of the desk; `permission` opens it."""

    permission = "suspensions.see_suspensions"
    template_name = "suspensions/desk_list.html"
    empty_next_text = "Show what stands first"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trail=[("Duties", reverse("suspensions:desk"))], **kwargs)


class Arrivals(DeskList):
    """What came in, and who of one's team took note when."""

    permission = "suspensions.take_note"
    table_class, filterset_class = listing.ArrivalTable, listing.ArrivalFilter
    template_name = "suspensions/arrivals.html"
    title, noun, audit_noun = "New records", "record", "suspension_arrival"
    definition = "Records as they came before a team of the authority, and who took note of them."
    empty_text = "Nothing is new: somebody has taken note of every record."

    def get_queryset(self) -> QuerySet[Arrival]:
        rows = Arrival.objects.visible_to(self.request.user)
        return rows.select_related("suspension__school", "seen_by").order_by("-came_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = [row.record for row in kwargs["table"].page.object_list]
        return super().get_context_data(waiting=[each for each in shown if each.seen_at is None], **kwargs)


class Provisions(DeskList):
    table_class, filterset_class = listing.ProvisionTable, listing.ProvisionFilter
    title, noun, audit_noun = "Education from the sixth day", "record", "suspension_provision"
    definition = "Exclusions after which full-time education is owed from the sixth school day."
    empty_text = "Nothing is to be found."

    def get_queryset(self) -> QuerySet[Duty]:
        rows = Duty.objects.visible_to(self.request.user).standing().filter(code="sixth_day")
        return (
            rows.select_related("suspension", "school")
            .prefetch_related("suspension__provisions")
            .order_by("by", "pk")
        )


class Meetings(DeskList):
    table_class, filterset_class = listing.MeetingTable, listing.MeetingFilter
    title, noun, audit_noun = "Meetings of boards and reviews", "meeting", "suspension_meeting"
    definition = "Meetings of governing boards and hearings of review panels, each at its latest date."
    empty_text = "No meeting or review is ahead."

    def get_queryset(self) -> QuerySet[Step]:
        rows = meetings.meetings(Step.objects.visible_to(self.request.user))
        rows = rows.select_related("suspension__school")
        return rows.prefetch_related("suspension__steps", "suspension__papers").order_by("on", "pk")


class Punctuality(ListingView):
    """Schools, and how many of their duties were late: nothing of a child."""

    table_class, filterset_class = punctuality.PunctualityTable, punctuality.PunctualityFilter
    template_name = "suspensions/desk_list.html"
    title, noun = "Which schools are late", "school"
    intro = (
        "Duties of headteachers, boards and trusts with a day in law that fell in the past 12 months. Late: "
        "done after that day, or not done. Often late: at least 3, and at least one in 5. What was said "
        "not to be needed counts neither way."
    )
    definition = intro
    empty_text = "No school had anything to do."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("suspensions.compare_schools"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        schools = punctuality.readable_schools(self.request)
        return punctuality.with_punctuality(schools, timezone.localdate()).order_by("-late", "name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trail=[("Duties", reverse("suspensions:desk"))], **kwargs)


@require_POST
def take_note_of_one(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One's team has taken note of a record."""
    suspension = suspension_of(request, reference, "suspensions.take_note")
    arrivals = Arrival.objects.visible_to(request.user).select_related("suspension__pupil")
    arrival = get_object_or_404(arrivals.order_by("seen_at"), suspension=suspension)
    form = PortalForm(request.POST)
    answer = act_once(
        request,
        form,
        lambda: take_note(arrival=arrival, by=request.user).suspension,
        said="You have taken note of it.",
    )
    # A button alone has no form to say it in.
    for refusal in form.non_field_errors():
        messages.warning(request, str(refusal))
    return answer or redirect(suspension)


@require_POST
def take_note_of_shown(request: AuthenticatedRequest) -> HttpResponse:
    """One's team has taken note of every record that the page showed."""
    if not request.user.has_perm("suspensions.take_note"):
        raise PermissionDenied
    shown = [
        key
        for key in request.POST.getlist("shown")[:100]
        if key.isascii() and key.isdecimal() and len(key) < 18
    ]
    rows = Arrival.objects.visible_to(request.user).unseen().filter(pk__in=shown)
    arrivals = list(rows.select_related("suspension__pupil"))
    answer = act_once(
        request,
        PortalForm(request.POST),
        lambda: take_note_of_all(arrivals=arrivals, by=request.user),
        said=lambda number: f"You have taken note of {number} {'record' if number == 1 else 'records'}.",
        leads_to="suspensions:arrivals",
    )
    return answer or redirect("suspensions:arrivals")


def _seen_number(request: HttpRequest) -> int:
    typed = request.POST.get("seen_number", "")[:4]
    return int(typed) if typed.isdecimal() and typed.isascii() else 0


def _provided(request: AuthenticatedRequest, reference: str) -> tuple[Suspension, Duty]:
    """A record after which education from the sixth day is owed (404), by whoever may say so (403)."""
    suspension = suspension_of(request, reference, "suspensions.see_suspension")
    duty = get_object_or_404(Duty.objects.standing(), suspension=suspension, code="sixth_day")
    if request.method == "POST" and not request.user.has_perm(
        "suspensions.carry_out_duty", _with(duty, suspension)
    ):
        raise PermissionDenied
    return suspension, duty


def _with(duty: Duty, suspension: Suspension) -> Duty:
    duty.suspension, duty.school = suspension, suspension.school
    return duty


@require_http_methods(["GET", "POST"])
def provision(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What was found for one record, its history, and saying so."""
    suspension, duty = _provided(request, reference)
    found = providing.provision_of(suspension)
    form = ProvisionForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        answer = act_once(
            request,
            form,
            lambda: (
                providing.record_provision(
                    suspension=suspension,
                    by=request.user,
                    seen_number=_seen_number(request),
                    **form.cleaned_data,
                ).suspension
            ),
            said="It is written down.",
        )
        if answer is not None:
            return answer
    return _show_provision(request, suspension, duty, form, FellThroughForm())


@require_POST
def end_provision(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    suspension, duty = _provided(request, reference)
    form = FellThroughForm(request.POST)
    if form.is_valid():
        answer = act_once(
            request,
            form,
            lambda: providing.end_provision(
                suspension=suspension, by=request.user, seen_number=_seen_number(request), **form.cleaned_data
            ),
            said="It is written down. Education is to be found again.",
            leads_to=reverse("suspensions:provision", args=[reference]),
        )
        if answer is not None:
            return answer
    return _show_provision(
        request, suspension, duty, ProvisionForm(found=providing.provision_of(suspension)), form
    )


def _show_provision(
    request: AuthenticatedRequest,
    suspension: Suspension,
    duty: Duty,
    form: ProvisionForm,
    ends: FellThroughForm,
) -> HttpResponse:
    history = list(suspension.provisions.select_related("by").order_by("-number"))
    context = shell(request, suspension) | {
        "duty": duty,
        "found": history[0] if history and not history[0].is_over else None,
        "seen_number": history[0].number if history else 0,
        "history": history,
        "form": form,
        "ends": ends,
        "may_say": request.user.has_perm("suspensions.carry_out_duty", _with(duty, suspension)),
    }
    _seen(request, suspension, "suspension.education")
    return render(request, "suspensions/provision.html", context)


def _seen(request: AuthenticatedRequest, suspension: Suspension, verb: str) -> None:
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb=verb,
        about=about(suspension),
        capacity=standing_of(request.user).capacity(suspension.school_id),
    )


@require_http_methods(["GET", "POST"])
def papers_of(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Papers of the meetings about one record, and adding one."""
    suspension = suspension_of(request, reference, "suspensions.see_papers")
    may_add = request.user.has_perm("suspensions.add_paper", suspension)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = PaperForm(request.POST, request.FILES) if is_sent else PaperForm()
    if is_sent and form.is_valid():
        answer = act_once(
            request,
            form,
            lambda: _add(suspension, form, request.user),
            said="The paper is kept.",
            leads_to=reverse("suspensions:papers", args=[reference]),
            beside="paper",
        )
        if answer is not None:
            return answer
    _seen(request, suspension, "suspension.papers")
    kept = suspension.papers.select_related("uploaded_by", "taken_out_by")
    context = shell(request, suspension) | {"papers": kept, "form": form, "may_add": may_add}
    return render(request, "suspensions/papers.html", context)


def _add(suspension: Suspension, form: PaperForm, by: User) -> Paper:
    said = form.cleaned_data
    return papers.add_paper(suspension=suspension, occasion=said["occasion"], upload=said["paper"], by=by)


def _paper(request: AuthenticatedRequest, reference: str, permission: str) -> Paper:
    rows = Paper.objects.visible_to(request.user).select_related("suspension__pupil", "suspension__school")
    paper = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm(permission, paper.suspension):
        raise PermissionDenied
    return paper


@require_safe
def paper(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """One paper. Who opened it is written down."""
    found = _paper(request, reference, "suspensions.see_papers")
    papers.note_down("paper", found, request.user, Kind.VIEW)
    return serve_file(found)


@require_http_methods(["GET", "POST"])
def take_out_paper(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take out a paper that does not belong there, once it is said why."""
    found = _paper(request, reference, "suspensions.add_paper")
    form = TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = act_once(
            request,
            form,
            lambda: papers.take_out(paper=found, by=request.user, **form.cleaned_data),
            said="The paper is taken out.",
            leads_to=reverse("suspensions:papers", args=[found.suspension.reference]),
        )
        if answer is not None:
            return answer
    context = shell(request, found.suspension) | {"paper": found, "form": form}
    return render(request, "suspensions/take_out_paper.html", context)

"""A pupil's page and its parts: chronology, what rooms above show, people, details; and the print."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.core.pdf import pdf_response
from portal.core.subjects import panels_for
from schools.links.models import AT_SCHOOL, EXPECTED, Link
from schools.pupils.chronology import chronology
from schools.pupils.forms.chronology import ChronologyForm, PrintForm
from schools.pupils.page import PupilPage
from schools.pupils.tabs import tabs_for

ON_A_PAGE = 50


@require_safe
def pupil(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The pupil's page, which opens with the chronology."""
    page = PupilPage.open(request, reference)
    form = ChronologyForm(request.GET or None)
    happened = chronology(request.user, page.pupil, **(form.wanted() if form.is_bound else {}))
    lines = Paginator(happened, ON_A_PAGE).get_page(request.GET.get("page"))
    page.seen("chronology")
    context = {**page.shell("chronology"), "lines": lines, "form": form, "is_filtered": form.is_bound}
    return render(request, "pupils/chronology.html", context)


@require_http_methods(["GET", "POST"])
def print_chronology(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Asks what the print is for; then the chronology as a PDF."""
    page = PupilPage.open(request, reference)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        days = {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}
        lines = chronology(request.user, page.pupil, oldest_first=True, **days)
        purpose = form.cleaned_data["purpose"]
        page.seen("chronology", kind=Kind.EXPORT, verb="print", reason=purpose)
        context = {**page.shell("chronology"), "lines": lines, "purpose": purpose, **days}
        return pdf_response(
            request, "pupils/chronology_pdf.html", context, f"{page.pupil.reference}-chronology"
        )
    context = {**page.shell("chronology"), "form": form}
    context["trail"] = [*context["trail"], (page.pupil.reference, page.pupil.get_absolute_url())]
    return render(request, "pupils/print.html", context)


@require_safe
def tab(request: AuthenticatedRequest, reference: str, name: str) -> HttpResponse:
    """A part that a room above fills with its panels."""
    page = PupilPage.open(request, reference)
    if name not in {tab.name for tab in tabs_for(request.user)}:
        raise Http404
    panels = panels_for(request, f"pupil_{name}", page.pupil)
    page.seen(name)
    return render(request, "pupils/tab.html", {**page.shell(name), "panels": panels})


@require_safe
def people(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Who stands with the pupil's schools: whom to reach."""
    page = PupilPage.open(request, reference)
    order = {role.value: place for place, role in enumerate((*AT_SCHOOL, *EXPECTED))}
    links = Link.objects.active(timezone.localdate()).filter(
        school__in=[enrolment.school_id for enrolment in page.now],
        capacity__in=order,
        user__is_active=True,
    )
    found = sorted(links.select_related("user"), key=lambda link: (order[link.capacity], link.user.name))
    schools = [
        (enrolment.school, [link for link in found if link.school_id == enrolment.school_id])
        for enrolment in page.now
    ]
    page.seen("people")
    return render(request, "pupils/people.html", {**page.shell("people"), "schools": schools})


@require_safe
def details(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What is known about the pupil, since when and from whom; enrolments; former UPNs."""
    page = PupilPage.open(request, reference)
    facts = page.facts()
    page.seen("details")
    context = {
        **page.shell("details", facts),
        "facts_now": [shown for shown in facts if shown.holds],
        "facts_before": [shown for shown in facts if not shown.holds],
        "enrolments": page.enrolments,
        "merges": list(page.pupil.merges.filter(undone_at=None).select_related("merged", "merged_by")),
        "former_upns": list(page.pupil.former_upns.select_related("entered_by")),
        "panels": panels_for(request, "pupil", page.pupil),
    }
    return render(request, "pupils/details.html", context)

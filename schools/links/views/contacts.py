"""A school looks after its own people: one page to read, add, end and confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.links import contacts as keeping
from schools.links.forms import ContactForm, EndForm
from schools.links.models import AT_SCHOOL, Link
from schools.links.services import in_words
from schools.register.models import School


def _school(request: AuthenticatedRequest, urn: int) -> School:
    school = get_object_or_404(School, urn=urn)
    if not request.user.has_perm("links.keep_contacts", school):
        raise PermissionDenied
    return school


def _trail(school: School, *, inside: bool = False) -> list[tuple[str, str]]:
    trail = [("Schools", reverse("register:directory")), (school.name, school.get_absolute_url())]
    return [*trail, ("Contacts", reverse("links:contacts", args=[school.urn]))] if inside else trail


@require_safe
def contacts(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """The school's own people now and soon, and when somebody last looked through them."""
    school, today = _school(request, urn), timezone.localdate()
    mine = keeping.capacities_named_by(request.user, school)
    shown = [*AT_SCHOOL, *(role for role in keeping.NAMED_WITH if role not in AT_SCHOOL)]
    links = Link.objects.not_over(today).filter(school=school, capacity__in=shown, user__is_active=True)
    by_role: dict[str, list[Link]] = {role: [] for role in shown}
    for link in links.select_related("user").order_by("starts_on", "pk"):
        by_role[link.capacity].append(link)
    check = keeping.last_check(school)
    context = {
        "school": school,
        "groups": [
            (role, by_role[role], role in mine and role != role.DSL, role not in keeping.NAMED_WITH)
            for role in shown
        ],
        "today": today,
        "check": check,
        "is_stale": keeping.is_stale(check),
        "trail": _trail(school),
    }
    return render(request, "links/contacts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    school = _school(request, urn)
    named = keeping.capacities_named_by(request.user, school)
    form = ContactForm(request.POST if request.method == "POST" else None, capacities=named)
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = reverse("links:contacts", args=[urn])
                link, invited = keeping.add_contact(school=school, by=request.user, **form.cleaned_data)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            more = " An invitation is on its way to them." if invited else ""
            messages.success(request, f"{link.user.name} is {in_words(link.capacity)}.{more}")
            return redirect("links:contacts", urn=urn)
    context: dict[str, Any] = {"school": school, "form": form, "trail": _trail(school, inside=True)}
    return render(request, "links/add_contact.html", context)


@require_http_methods(["GET", "POST"])
def end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Somebody of the school no longer does this; links that the authority keeps are not found here."""
    rows = Link.objects.select_related("school", "user").filter(capacity__in=keeping.NAMED_WITH)
    link = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("links.keep_contacts", link.school):
        raise Http404
    # A link that has not begun is taken back, whatever day is asked for.
    first = min(link.starts_on, timezone.localdate())
    form = EndForm(request.POST if request.method == "POST" else None, starts_on=first)
    if form.is_bound and form.is_valid():
        try:
            keeping.end_contact(link=link, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{link.user.name}’s time as {in_words(link.capacity)} ends.")
            return redirect("links:contacts", urn=link.school.urn)
    context = {"school": link.school, "link": link, "form": form, "trail": _trail(link.school, inside=True)}
    return render(request, "links/end_contact.html", context)


@require_POST
def checked(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    school = _school(request, urn)
    keeping.confirm_contacts(school=school, by=request.user)
    messages.success(request, "Thank you. Your school’s contacts are marked as checked today.")
    return redirect("links:contacts", urn=urn)

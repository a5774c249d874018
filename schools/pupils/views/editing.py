"""Keeping a pupil's details. Whoever may see the page but not keep the details gets 403."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.forms import PortalForm
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of
from schools.pupils import services
from schools.pupils.forms.editing import (
    AdmitForm,
    DetailsForm,
    EndFactForm,
    FactForm,
    LeaveForm,
    NeedsForm,
    YearForm,
)
from schools.pupils.models import YEAR_GROUPS, PupilFact
from schools.pupils.page import PupilPage
from schools.pupils.reading import kinds_read_by, readable, tiers_of
from schools.pupils.years import expected_year
from schools.register.models import School


def _change(
    request: AuthenticatedRequest, page: PupilPage, form: PortalForm, done: Callable[[], str], **words: Any
) -> HttpResponse:
    """Show the form; when it comes back right, carry it out once and go back to the details.

    `done` changes and answers with the sentence that says so.
    """
    back = reverse("pupils:details", args=[page.pupil.reference])
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = back
                messages.success(request, done())
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(back)
    if request.method == "GET":
        page.seen("details")
    shell = page.shell("details")
    trail = [*shell["trail"], (page.pupil.reference, page.pupil.get_absolute_url()), ("Details", back)]
    return render(
        request, "pupils/change.html", {**shell, **words, "form": form, "trail": trail, "back": back}
    )


def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    pupil = page.pupil
    names = ("forename", "surname", "preferred_name", "born_on", "sex", "upn")
    form = DetailsForm(request.POST or None, initial={name: getattr(pupil, name) or "" for name in names})

    def done() -> str:
        services.correct_details(pupil=pupil, by=request.user, **form.cleaned_data)
        return "The details are corrected."

    return _change(request, page, form, done, heading="Correct the details", button="Save the details")


def add_fact(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    kinds = kinds_read_by(tiers_of(request.user, page.pupil))
    form = FactForm(request.POST or None, kinds=kinds)

    def done() -> str:
        said = dict(form.cleaned_data)
        kind, value = said.pop("what")
        services.set_fact(pupil=page.pupil, kind=kind, value=value, by=request.user, **said)
        return f"{kind.label}: saved. What held before has ended the day before."

    return _change(request, page, form, done, heading="Add what is known", button="Save")


def set_needs(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    form = NeedsForm(request.POST or None)

    def done() -> str:
        said = {name: form.cleaned_data[name] for name in ("starts_on", "source", "as_at")}
        services.set_needs(pupil=page.pupil, values=form.needs(), by=request.user, **said)
        return "The special educational needs are saved."

    return _change(request, page, form, done, heading="Special educational needs", button="Save the needs")


def end_fact(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    fact = get_object_or_404(PupilFact.objects.standing(), pk=pk, pupil=page.pupil, ends_on=None)
    tiers = tiers_of(request.user, page.pupil)
    if fact.kind not in kinds_read_by(tiers):
        raise PermissionDenied
    form = EndFactForm(request.POST or None)

    def done() -> str:
        if form.cleaned_data["how"] == EndFactForm.MISTAKE:
            services.withdraw_fact(fact=fact, reason=form.cleaned_data["reason"], by=request.user)
            return "The entry is marked as a mistake. It stays to be read."
        services.end_fact(fact=fact, ends_on=form.cleaned_data["ends_on"], by=request.user)
        return "The last day is saved."

    [shown] = readable([fact], tiers)
    heading = f"{shown.label}: {shown.words}"
    return _change(request, page, form, done, heading=heading, button="Save")


def leave(request: AuthenticatedRequest, reference: str, urn: int) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    enrolment = page.enrolment_at(urn)
    form = LeaveForm(request.POST or None)

    def done() -> str:
        said = {
            name: form.cleaned_data[name] for name in ("ends_on", "reason", "destination", "destination_note")
        }
        services.move_to(enrolment=enrolment, by=request.user, **said)
        return "The last day on roll is saved."

    response = _change(
        request, page, form, done, heading=f"Leave {enrolment.school.name}", button="Save the last day"
    )
    # Once the last day has passed, the pupil is no longer this school's to open.
    gone = (
        response.status_code == 302
        and form.is_valid()
        and form.cleaned_data["ends_on"] < timezone.localdate()
    )
    return redirect("pupils:find") if gone else response


def change_year(request: AuthenticatedRequest, reference: str, urn: int) -> HttpResponse:
    page = PupilPage.manage(request, reference)
    enrolment = page.enrolment_at(urn)
    form = YearForm(request.POST or None, initial={"year_group": enrolment.year_group})

    def done() -> str:
        said = form.cleaned_data
        services.change_year_group(enrolment=enrolment, by=request.user, **said)
        usual = expected_year(page.pupil.born_on, said["since"])
        if usual != said["year_group"] and usual is not None:
            usual_words = dict(YEAR_GROUPS)[usual]
            messages.warning(
                request, f"Children of this age are usually in {usual_words}. Check it is meant."
            )
        return "The year group is saved."

    return _change(request, page, form, done, heading="Change the year group", button="Save the year group")


def admit(request: AuthenticatedRequest) -> HttpResponse:
    """Put a pupil of another school on roll, by UPN and date of birth together."""
    scope = standing_of(request.user).scope(Power.MANAGE_PUPILS)
    if not scope:
        raise PermissionDenied
    own = School.objects.filter(pk__in=scope.school_ids).order_by("name", "pk")
    form = AdmitForm(request.POST or None, schools=list(own))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                enrolment = services.admit(by=request.user, **form.cleaned_data)
                submission.leads_to = reverse("pupils:find")
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{enrolment.pupil.reference} is on your roll.")
            return redirect("pupils:find")
    return render(request, "pupils/admit.html", {"form": form, "trail": [("Pupils", reverse("pupils:find"))]})

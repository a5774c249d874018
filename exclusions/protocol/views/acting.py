"""The rarer things one may do to a case (`acts`), and those that name a part of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.protocol import services
from exclusions.protocol.acts import ACTS
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.forms import CorrectForm
from exclusions.protocol.models import CaseLink
from exclusions.protocol.views.moving import WORK, seen_revision
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def act(request: AuthenticatedRequest, reference: str, name: str) -> HttpResponse:
    """One thing that may be done to a case, with what it asks."""
    if name not in ACTS:
        raise Http404
    shown, chosen = CasePage.open(request, reference, WORK), ACTS[name]
    case = shown.case
    if request.method == "GET" and not chosen.fits(case):
        messages.warning(request, f"{case.reference}: this does not fit the case as it is now.")
        return redirect(case)
    form = chosen.form(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = case.get_absolute_url()
                chosen.run(case, form.cleaned_data, request.user, seen_revision(request))
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, chosen.done)
            return redirect(case)
    return render(
        request,
        "protocol/act.html",
        shown.shell() | {"form": form, "act": chosen, "foretold": chosen.foretells(case)},
    )


@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str, number: int) -> HttpResponse:
    """Correct what a finished stage of a case says."""
    shown = CasePage.open(request, reference, WORK)
    records = shown.case.stage_records.exclude(completed_at=None).exclude(recorded={})
    found = get_object_or_404(records.select_related("stage__version"), number=min(number, 32_000))
    form = CorrectForm(request.POST or None, stage_record=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_record(
                stage_record=found,
                recorded=form.recorded(),
                because=form.cleaned_data["because"],
                by=request.user,
                seen=seen_revision(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The {found.stage.noun} is corrected. What stood there is kept.")
            return redirect(shown.case)
    context = {"form": form, "stage": found.stage, "corrections": found.corrections.count()}
    return render(request, "protocol/correct.html", shown.shell() | context)


@require_POST
def end_member(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    """Somebody leaves the team around the child."""
    shown = CasePage.open(request, reference, WORK)
    member = get_object_or_404(shown.case.members.all(), pk=pk)
    try:
        services.end_member(member=member, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "They have left the team. The case shows them nothing from now on.")
    return redirect("protocol:part", shown.case.reference, "people")


@require_POST
def unlink(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    """Take a link with another case back."""
    shown = CasePage.open(request, reference, WORK)
    link = get_object_or_404(CaseLink.objects.select_related("first", "second"), pk=pk)
    if shown.case not in (link.first, link.second):
        raise PermissionDenied
    services.unlink_cases(link=link, by=request.user)
    messages.success(request, "The cases are no longer linked.")
    return redirect(shown.case)

"""Adding what a draft says to a concern that is there already."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services
from exclusions.concerns.drafting import DraftPage
from exclusions.concerns.errors import AlreadySent
from exclusions.concerns.forms import CarryForm
from exclusions.concerns.models import Concern, Draft
from exclusions.concerns.views.drafts import draft_of, seen, version_of
from portal.accounts.http import AuthenticatedRequest
from portal.core.drafts import StaleDraft
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def carry_over(request: AuthenticatedRequest, reference: str, concern: str) -> HttpResponse:
    """Shows what the draft says, to be looked over, and adds it."""
    target = _target_of(request, concern)
    if request.method == "GET":
        draft = _draft_for(request, reference, target)
        return _show(request, draft, target, CarryForm(initial={"body": DraftPage.of(draft).words()}))
    form = CarryForm(request.POST)
    if form.is_valid():
        try:
            return redirect(_add(request, reference, target, form.cleaned_data["body"]))
        except AlreadySent as sent:
            return redirect(sent.leads_to)
        except (StaleDraft, Refused) as refusal:
            form.add_error("body", f"{refusal} Look at the draft again before you add it.")
    return _show(request, _draft_for(request, reference, target), target, form)


def _add(request: AuthenticatedRequest, reference: str, target: Concern, body: str) -> str:
    """Add it, once; where that leads. A refusal leaves the form's token unused."""
    leads_to = f"{target.get_absolute_url()}#timeline"
    try:
        with once(request) as submission:
            submission.leads_to = leads_to
            services.add_draft_to_concern(
                draft=_draft_for(request, reference, target),
                concern=target,
                body=body,
                version=version_of(request.POST),
                by=request.user,
            )
    except AlreadySubmitted as before:
        return before.leads_to
    return leads_to


def _target_of(request: AuthenticatedRequest, reference: str) -> Concern:
    return get_object_or_404(Concern.objects.visible_to(request.user), reference=reference)


def _draft_for(request: AuthenticatedRequest, reference: str, concern: Concern) -> Draft:
    """One's own draft (else 404) of the concern's school, to which one may add (else 403)."""
    draft = draft_of(request, reference)
    if draft.school_id != concern.school_id:
        raise Http404
    if not request.user.has_perm("concerns.add_concern", concern):
        raise PermissionDenied
    return draft


def _show(request: AuthenticatedRequest, draft: Draft, target: Concern, form: CarryForm) -> HttpResponse:
    page = DraftPage.of(draft)
    seen(request, draft, page.pupils)
    context = {"draft": draft, "concern": target, "form": form, "files": list(draft.files.all())}
    return render(request, "concerns/carry_over.html", context)

"""Documents of a plan: added, opened, taken out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.plans import forms, services
from exclusions.plans.models import PlanFile
from exclusions.plans.views.finding import shell
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.core.once import act_once
from portal.files.services import serve_file


@require_http_methods(["GET", "POST"])
def add(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Add a document to the plan."""
    shown = CasePage.open(request, reference, "plans.write_plan")
    if not shown.case.is_open and request.method == "GET":
        messages.warning(request, f"{reference} is closed. Nothing more can be changed in its plan.")
        return redirect(_documents(reference))
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.add_file(
                case=shown.case,
                upload=form.cleaned_data["document"],
                about=form.cleaned_data["about"],
                by=request.user,
            ),
            said="The document stands with the plan.",
            leads_to=_documents(reference),
            beside="document",
        )
        if done:
            return done
    return _form(request, shown, form, title="Add a document to the plan", button="Add the document")


@require_safe
def document(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """One document. Who opened it is written down."""
    kept, shown = _file(request, reference, "plans.see_plan")
    shown.seen(f"plan document {kept.reference}")
    return serve_file(kept)


@require_http_methods(["GET", "POST"])
def take_out(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take out a document that does not belong there, once it is said why."""
    kept, shown = _file(request, reference, "plans.write_plan")
    form = forms.TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.take_out_file(kept=kept, by=request.user, because=form.cleaned_data["because"]),
            said="The document is taken out. Nobody can open it any more.",
            leads_to=_documents(shown.case.reference),
        )
        if done:
            return done
    title = f"Take out: {kept.about}"
    return _form(request, shown, form, title=title, button="Take it out")


def _file(request: AuthenticatedRequest, reference: str, permission: str) -> tuple[PlanFile, CasePage]:
    """The document, in scope (else 404) and allowed (else 403), and the page of its case."""
    rows = PlanFile.objects.visible_to(request.user).select_related(
        "plan__case__pupil", "plan__case__school", "plan__case__stage", "plan__case__version"
    )
    kept = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm(permission, kept.plan.case):
        raise PermissionDenied
    return kept, CasePage(request.user, kept.plan.case, timezone.localdate())


def _documents(reference: str) -> str:
    return f"{reverse('plans:plan', args=[reference])}#documents"


def _form(
    request: AuthenticatedRequest, shown: CasePage, form: forms.PortalForm, *, title: str, button: str
) -> HttpResponse:
    reference = shown.case.reference
    context = shell(shown) | {
        "form": form, "title": title, "button": button, "seen_number": 0, "caption": reference,
        "back_to": _documents(reference), "back_words": "Go back to the plan",
    }  # fmt: skip
    return render(request, "plans/form.html", context)

"""One concern as a PDF: the whole record as whoever prints it may read it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns import page
from exclusions.concerns.conversation import Conversation
from exclusions.concerns.views.register import concern_of
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.forms import PurposeForm
from portal.core.pdf import pdf_response
from schools.links.standing import standing_of


@require_http_methods(["GET", "POST"])
def print_concern(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Asks what the print is for; then the PDF. Who printed it, when and why is kept, and stands on it."""
    concern = concern_of(request, reference, "see")
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        trail = [("Concerns", reverse("concerns:list")), (concern.reference, concern.get_absolute_url())]
        return render(request, "concerns/print.html", {"concern": concern, "form": form, "trail": trail})
    told = Conversation(request.user, concern)
    subjects = list(concern.subjects.select_related("pupil"))
    record(
        by=request.user,
        kind=Kind.EXPORT,
        verb="concern.print",
        about=[concern.reference, *(subject.pupil.reference for subject in subjects)],
        capacity=standing_of(request.user).capacity(concern.school_id),
        reason=form.cleaned_data["purpose"],
    )
    context = {
        "concern": concern,
        "purpose": form.cleaned_data["purpose"],
        "subjects": subjects,
        "files": list(concern.files.all()),
        "lines": told.lines[::-1],
        "seal": page.seal_on(concern),
        **page.decided(request.user, concern),
    }
    return pdf_response(request, "concerns/concern_pdf.html", context, concern.reference)

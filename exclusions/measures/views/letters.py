"""Writing letters about a measure, and fetching them again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.measures import letters
from exclusions.measures.models import Measure, MeasureLetter
from exclusions.measures.views.register import measure_of, seen, shell
from exclusions.suspensions.letters.forms import LetterForm
from exclusions.suspensions.letters.views import letter_file
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once


@require_http_methods(["GET", "POST"])
def write(request: AuthenticatedRequest, reference: str, kind: str) -> HttpResponse:
    """Say who it is for and what to add; the preview shows the words before the letter is kept."""
    measure = measure_of(request, reference)
    if not request.user.has_perm(f"measures.record_{measure.kind}", measure):
        raise PermissionDenied
    wanted = next((each for each in letters.kinds_for(measure) if each.code == kind), None)
    if wanted is None:
        raise Http404
    form = LetterForm(request.POST if request.method == "POST" else None)
    context = shell(request, measure) | {"kind": wanted, "form": form}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if "keep" in request.POST:
            answer = _keep(request, measure, wanted, form)
            if answer is not None:
                return answer
        else:
            addressee = said["address"].strip().splitlines()[0]
            more = said["more"].strip()
            context["preview"], _ = letters.compose(
                measure, wanted, addressee=addressee, write_to=said["write_to"], more=more
            )
    return render(request, "measures/letter_write.html", context)


def _keep(
    request: AuthenticatedRequest, measure: Measure, kind: Any, form: LetterForm
) -> HttpResponse | None:
    """Where it leads; None where the form says why it was refused."""
    try:
        with once(request) as submission:
            letter = letters.write_letter(measure=measure, kind=kind, by=request.user, **form.cleaned_data)
            submission.leads_to = reverse("measures:letter", args=[letter.reference])
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"Letter {letter.reference} is written. Send it, then say so.")
    return redirect("measures:letter", letter.reference)


@require_safe
def letter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A letter as it was written, to read, to take as PDF or as plain text."""
    rows = MeasureLetter.objects.filter(measure__in=Measure.objects.visible_to(request.user))
    found = get_object_or_404(rows.select_related("written_by", "measure"), reference=reference)
    measure = measure_of(request, found.measure.reference)
    if not request.user.has_perm(f"measures.record_{measure.kind}", measure):
        raise PermissionDenied
    if (file := request.GET.get("file")) in ("pdf", "txt"):
        seen(request, measure, Kind.EXPORT, f"letter_{file}")
        return letter_file(request, found, measure.school, file)
    seen(request, measure, verb="letter_view")
    kind = letters.OURS[found.kind]
    return render(request, "measures/letter.html", shell(request, measure) | {"letter": found, "kind": kind})

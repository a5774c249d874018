"""The pack of a case: chosen, written down as an export, streamed. The portal keeps no copy."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from exclusions.outcomes import services
from exclusions.outcomes.forms.pack import PackForm
from exclusions.outcomes.pack.parts import PARTS, Part, Reading
from exclusions.protocol.casepage import CasePage
from exclusions.protocol.models import Case
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.core.pdf import pdf_response


@require_http_methods(["GET", "POST"])
def pack(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What goes into the pack is chosen; then it comes as one PDF."""
    shown = CasePage.open(request, reference, "outcomes.make_pack")
    form = PackForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "outcomes/pack.html", shown.shell("evidence") | {"form": form})
    chosen, said = form.chosen(), form.cleaned_data
    services.note_down(
        shown.case, "pack", request.user, kind=Kind.EXPORT, reason=said["purpose"],
        reader=said["reader"], parts=[part.code for part in chosen],
    )  # fmt: skip
    context = shown.shell() | content(request.user, shown.case, chosen)
    context |= {"purpose": said["purpose"], "reader": form.reader_words()}
    return _pdf(request, context, shown.case)


def content(user: User, case: Case, chosen: list[Part]) -> dict[str, Any]:
    """Each chosen part with its template and what it holds; and the names of those left out."""
    reading = Reading.of(user, case)
    return {
        "parts": [
            {"label": part.label, "template": f"outcomes/pack/{part.code}.html"} | part.load(reading)
            for part in chosen
        ],
        "left_out": [part.label for part in PARTS if part not in chosen],
    }


def _pdf(request: HttpRequest, context: dict[str, Any], case: Case) -> HttpResponse:
    return pdf_response(request, "outcomes/pack_pdf.html", context, f"{case.reference}-pack")

"""A page as a PDF that a screen reader can read (PDF/UA: tagged, titled, with its language).

Nothing is fetched from anywhere: the stylesheet is handed over, and every address is refused.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

STYLES = Path("portal/static/portal/print.css")


def pdf_response(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """A download `name`.pdf of a template that extends `pdf/base.html`. `name` is a reference, never a
    child's name. The page is marked Official-Sensitive and says who printed it, when.
    """
    # Takes a second to load and needs the system's Pango: only whoever prints waits or notices.
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError:
        return render(request, "errors/no_pdf.html", status=503)

    nothing = URLFetcher(allowed_protocols=())
    html = render_to_string(template, {**context, "printed_by": request.user}, request)
    styles = CSS(string=(settings.BASE_DIR / STYLES).read_text(), url_fetcher=nothing)
    pdf = HTML(string=html, url_fetcher=nothing).write_pdf(stylesheets=[styles], pdf_variant="pdf/ua-1")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response

"""Sending a browser elsewhere, whether it asked for a page or htmx asked for a part of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def leave_for(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect of the whole page: htmx would otherwise put the other page into this one."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)

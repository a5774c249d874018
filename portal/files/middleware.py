"""What a page cannot do itself: write down uploads that were turned away; say that a file is held back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.files.holding import FileHeld, turned_away, write_refusal


class HeldFilesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = turned_away.set([])
        try:
            response = self.get_response(request)
            # After the view: its transaction went back together with the upload.
            for refused in turned_away.get() or []:
                write_refusal(refused)
            return response
        finally:
            turned_away.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A file that may not be given out: a page that says why, and when it may."""
        if not isinstance(exception, FileHeld):
            return None
        return render(request, "files/held.html", {"is_infected": exception.is_infected}, status=409)

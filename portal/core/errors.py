"""Refusals that services raise, and a report filter that keeps children out of error mails."""

from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class Refused(Exception):
    """A service would not do what was asked. `str()` is a sentence for the person who asked."""


class WrongState(Refused):
    """The record has moved on: someone else acted first, or the verb does not fit its state."""


class NoPersonalDataFilter(SafeExceptionReporterFilter):
    """Leaves form content and local variables out of every report: both hold children's details."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()

"""Two people at one answer: the number of what stood on the page says whether somebody wrote meanwhile."""

from typing import Any

from django.http import HttpRequest

from portal.core.posted import number_in


def seen_number(request: HttpRequest, last: Any) -> int:
    """The number of what stood on the page when it was opened; 0 for nothing."""
    if request.method == "POST":
        return number_in(request.POST, "seen_number")
    return last.number if last else 0


def clashed(last: Any, seen: int) -> tuple[bool, int]:
    """Whether somebody wrote meanwhile, and the number that the page shows now."""
    number = last.number if last else 0
    return number != seen, number

"""What of an address is a view: the filters and the order, never the page or the file asked for."""

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict

NO_VIEW = "view"
NOT_OF_A_VIEW = ("page", "export", NO_VIEW, "csrfmiddlewaretoken")
LONGEST = 1000


def canonical(query: str) -> str:
    """The same text for the same view: without empty answers, sorted. Nothing where nothing is asked."""
    try:
        asked = QueryDict(query.replace("\x00", ""))
    except TooManyFieldsSent:
        return ""
    pairs = sorted(
        (name, value)
        for name, values in asked.lists()
        if name not in NOT_OF_A_VIEW
        for value in values
        if value.strip()
    )
    kept = QueryDict(mutable=True)
    for name, value in pairs:
        kept.appendlist(name, value)
    return kept.urlencode()

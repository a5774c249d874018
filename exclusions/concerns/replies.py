"""The texts with which a reply to a school begins, one for each route: the authority's, or those that ship.

What stands in {braces} the portal fills in; what stands in [brackets] people finish. A text names nobody but
the person who raised the concern and the one who replies: there is no place in it for a child.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from exclusions.concerns.enums import Route
from exclusions.concerns.models import Concern, ReplyText
from portal.accounts.models import User

SHIPPED = Path(__file__).parent / "data" / "replies"
PLACE = re.compile(r"\{([^{}\n]*)\}")
GAP = re.compile(r"\[[^\[\]\n]{1,120}\]")
PLACES = {
    "to": "the name of the person who raised the concern",
    "reference": "the reference of the concern",
    "school": "the name of the school",
    "sender": "your name and phone number",
}
# Without these a school would not know which concern is meant, or whom to ring.
NEEDED = ("reference", "sender")


def shipped_text(route: Route) -> str:
    """The text of a route as the portal ships it."""
    return (SHIPPED / f"{route.value}.txt").read_text(encoding="utf-8").strip()


def texts_in_force(routes: Iterable[Route] = Route) -> dict[Route, str]:
    """The text of each route: the latest edition of the authority, or the one that ships. In one query."""
    latest = {row.route: row.text for row in ReplyText.objects.order_by("number")}
    return {route: latest.get(route) or shipped_text(route) for route in routes}


def problems_with(text: str) -> list[str]:
    """What is wrong with a text, as sentences: places there are not, and those it lacks."""
    used = set(PLACE.findall(text))
    unknown = [
        f"{{{place}}} is no place that the portal fills in. Choose from the list, or write [{place or '…'}] "
        "for something that the writer fills in."
        for place in sorted(used - set(PLACES))
    ]
    missing = [f"{{{place}}} is missing: {PLACES[place]}." for place in NEEDED if place not in used]
    return unknown + missing


def filled(text: str, *, to: str, reference: str, school: str, by: User) -> str:
    """A text with what the portal knows put into its places; what stands in brackets is left to people."""
    known = {
        "to": to,
        "reference": reference,
        "school": school,
        "sender": ", ".join(part for part in (by.name, by.phone) if part),
    }
    # In one pass: a name that looks like a place is no place.
    return PLACE.sub(lambda found: known.get(found[1], found[0]), text)


def begun(text: str, concern: Concern, by: User) -> str:
    """The reply to a concern as it begins, from the text of a route."""
    return filled(
        text, to=concern.raised_by.name, reference=concern.reference, school=concern.school.name, by=by
    )


def gaps(text: str) -> list[str]:
    """What still stands in brackets and waits to be filled in."""
    return GAP.findall(text)

"""Texts to start a reply to the school from, one for each route. People finish what stands in [brackets].

The words that ship lie in `templates/inbox/starting_texts/`. A text names nobody but the person who raised
the concern and the one who replies: there is no place in it for a child.
"""

import re
from pathlib import Path

from exclusions.concerns.enums import Route
from exclusions.concerns.models import Concern
from portal.accounts.models import User

SHIPPED = Path(__file__).parent / "templates" / "inbox" / "starting_texts"
GAP = re.compile(r"\[[^\[\]\n]{1,120}\]")


def shipped_text(route: Route) -> str:
    """The text of a route as the portal ships it, with its places to fill."""
    return (SHIPPED / f"{route.value}.txt").read_text(encoding="utf-8").strip()


def filled(text: str, concern: Concern, by: User) -> str:
    """A text with what the portal knows put into its places; what stands in brackets is left to people."""
    places = {
        "{to}": concern.raised_by.name,
        "{reference}": concern.reference,
        "{school}": concern.school.name,
        "{sender}": ", ".join(part for part in (by.name, by.phone) if part),
    }
    # In one pass: a name that looks like a place is no place.
    return re.sub(r"\{[a-z]+\}", lambda found: places.get(found[0], found[0]), text)


def starting_text(route: str, concern: Concern, by: User) -> str:
    """The reply to begin with on a route; nothing for an unknown route."""
    return filled(shipped_text(Route(route)), concern, by) if route in Route else ""


def gaps(text: str) -> list[str]:
    """What still stands in brackets and waits to be filled in."""
    return GAP.findall(text)

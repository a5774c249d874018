"""The six routes of a triage decision: what each keeps, what it asks for, and how its next step begins."""

from dataclasses import dataclass
from datetime import date

from exclusions.concerns.enums import Decision, Destination, Route

# Whom a next step begins with; the person deciding may write anybody.
ME, SCHOOL = "me", "The school"


@dataclass(frozen=True)
class Onward:
    """The way on that a decision writes down: which agency, the level of need, what comes next, who, by when.

    The level is in the words of the authority's own threshold document; domain.md names no set of levels.
    """

    agency: str = ""
    level: str = ""
    next_step: str = ""
    next_who: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Way:
    """One route: decision and destination that it keeps, what more it asks, its next step to begin with."""

    decision: Decision
    destination: Destination | None = None
    asks: tuple[str, ...] = ()
    step: str = ""
    who: str = ""


WAYS: dict[Route, Way] = {
    Route.ADVISE: Way(
        Decision.ADVISE,
        step="The school does what the reply says, and writes down how it goes.",
        who=SCHOOL,
    ),
    Route.FAMILY_HELP: Way(
        Decision.REFER,
        Destination.FAMILY_HELP,
        asks=("level",),
        step="The school and I write the referral to family help together with the family.",
        who=ME,
    ),
    Route.OPEN_CASE: Way(
        Decision.OPEN_CASE,
        asks=(
            "pupil",
            "is_urgent",
            "head_considering_exclusion",
            "harm_now",
            "known_to",
            "outside_home",
            "factors",
        ),
        step="An inclusion meeting with the child, the family and those who know them well.",
        who="The inclusion officer",
    ),
    Route.MASH: Way(
        Decision.REFER,
        Destination.MASH,
        asks=("level",),
        step="The referral is written, sent to the front door and followed up by phone.",
        who=ME,
    ),
    Route.AGENCY: Way(Decision.REFER, Destination.AGENCY, asks=("agency",)),
    Route.CLOSE: Way(
        Decision.CLOSE,
        step="Nothing more from us. The school raises it again if anything changes.",
        who=SCHOOL,
    ),
}


def route_of(decision: str, destination: str = "") -> Route:
    """The route of a decision that was made. KeyError for a pair that is none."""
    return {(way.decision.value, way.destination or ""): route for route, way in WAYS.items()}[
        decision, destination
    ]

"""Cancelling what has begun (domain.md 1.8)."""

from collections.abc import Iterator

from exclusions.suspensions.packs.dues import Clock, Due, Rule, Who, at_once, board_of, last_of_term
from exclusions.suspensions.packs.facts import Facts
from schools.calendars.arithmetic import Calendar

SOURCE = "SI 2012/1033 as amended from 1 September 2023"


def notices(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """The same people as were told of the exclusion, with the reason; of every length the board too."""
    if facts.cancelled_on is None:
        return
    board = f"The {board_of(facts.regime)}"
    told = [
        ("tell_parents_cancelled", "Parents", True),
        ("tell_board_cancelled", board, True),
        ("tell_authority_cancelled", "The school’s local authority", True),
        ("tell_home_authority_cancelled", "The home authority", facts.is_permanent and facts.lives_elsewhere),
        ("tell_social_worker_cancelled", "The social worker", facts.has_social_worker),
        ("tell_virtual_school_cancelled", "The virtual school head", facts.looked_after),
    ]
    for code, to, applies in told:
        if applies:
            what = "Tell them that it is cancelled, and why"
            yield at_once(code, what, to, facts.cancelled_on, "The exclusion is cancelled.")


def afterwards(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.cancelled_on is None:
        return
    because = "The exclusion is cancelled."
    what = "Let the pupil back into school"
    yield at_once("let_back", what, "The pupil", facts.cancelled_on, because)
    what = "Offer the parents a meeting with the headteacher"
    yield at_once("offer_meeting", what, "Parents", facts.cancelled_on, because)
    if facts.term_ends_on:
        answer = last_of_term(facts.term_ends_on, calendar)
        yield Due(
            "report_cancelled",
            f"Report how many were cancelled and why to the {board_of(facts.regime)}, without names",
            Who.HEADTEACHER,
            f"The {board_of(facts.regime)}",
            # One that began on the last day of a term may be cancelled after it.
            max(answer.on, facts.cancelled_on),
            Clock.BY,
            because,
            answer.is_estimated,
        )


RULES = (
    Rule(
        "CANCEL-NOTICES",
        "Everybody who was told of it is told that it is cancelled, and why",
        SOURCE,
        notices,
    ),
    Rule(
        "CANCEL-AFTER",
        "The pupil is let back, the parents are offered a meeting, the board gets numbers each term",
        SOURCE,
        afterwards,
    ),
)

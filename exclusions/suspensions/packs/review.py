"""The independent review panel, reconsideration, and leaving the roll (domain.md 1.6). Permanent only."""

from collections.abc import Iterator

from exclusions.suspensions.packs.dues import Clock, Due, Rule, Who, by_school_day
from exclusions.suspensions.packs.facts import Facts, PanelOutcome
from schools.calendars.arithmetic import Answer, Calendar
from schools.register.enums import Regime

APPLY_WITHIN, HEAR_WITHIN, RECONSIDER_WITHIN = 15, 15, 10


def _upheld_by_board(facts: Facts) -> bool:
    return facts.is_permanent and facts.board_decided_on is not None and not facts.is_over


def last_day_to_apply(facts: Facts, calendar: Calendar) -> Answer | None:
    """Fifteen school days after the parents were told of the board’s decision; None while they were not."""
    if not _upheld_by_board(facts) or facts.decision_told_on is None:
        return None
    return calendar.add(facts.decision_told_on, APPLY_WITHIN)


def application(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """A right of the parents, not a duty: nobody may let them apply later."""
    last = last_day_to_apply(facts, calendar)
    if last is not None and not (facts.waived_on or facts.applied_on):
        yield Due(
            "review_application",
            "Last day on which the parents can apply for an independent review",
            Who.PARENTS,
            _arranger(facts)[1],
            last.on,
            Clock.LAST_DAY_OF_RIGHT,
            "The board did not reinstate the pupil.",
            last.is_estimated,
        )


def _arranger(facts: Facts) -> tuple[Who, str]:
    """Who arranges the panel: the trust for an academy, the authority for every other school."""
    if facts.regime == Regime.ACADEMY:
        return Who.TRUST, "The academy trust"
    return Who.AUTHORITY, "The local authority"


def hearing(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.applied_on is None or not facts.is_permanent or facts.is_over:
        return
    who, name = _arranger(facts)
    answer = calendar.add(facts.applied_on, HEAR_WITHIN)
    what = "Begin the independent review within 15 school days of the application"
    yield by_school_day("review_hearing", what, who, name, answer, "The parents applied for a review.")


def reconsideration(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """After a recommendation and after a quashing alike."""
    told_on, outcome = facts.panel_told_on, facts.panel_outcome
    if told_on is None or outcome not in (PanelOutcome.RECOMMENDED, PanelOutcome.QUASHED):
        return
    quashed = outcome == PanelOutcome.QUASHED
    because = (
        "The panel quashed the decision." if quashed else "The panel recommended that the board reconsider."
    )
    answer = calendar.add(told_on, RECONSIDER_WITHIN)
    what = "Reconsider within 10 school days of the panel’s decision"
    if quashed:
        what += (
            "; where no reinstatement is offered by then, £4,000 are due if the panel ordered it "
            "(from the school’s budget; an academy pays)"
        )
    yield by_school_day("reconsideration", what, Who.BOARD, "The pupil and the parents", answer, because)


def roll(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """The first day on which the name may leave the roll."""
    earliest, because = _off_the_roll(facts, calendar)
    if earliest is None or facts.is_over:
        return
    yield Due(
        "remove_from_roll",
        "The pupil’s name may be removed from the roll from this day, not before",
        Who.HEADTEACHER,
        "The admission register",
        earliest.on,
        Clock.NOT_BEFORE,
        because,
        earliest.is_estimated,
    )
    yield Due(
        "return_details",
        "Send the authority the pupil’s and the parents’ details when the name is removed",
        Who.HEADTEACHER,
        "The local authority",
        earliest.on,
        Clock.NOT_BEFORE,
        because,
        earliest.is_estimated,
    )


def _off_the_roll(facts: Facts, calendar: Calendar) -> tuple[Answer | None, str]:
    if not _upheld_by_board(facts):
        return None, ""
    if facts.applied_on:
        ended = facts.review_ended_on or facts.reconsidered_on
        return (Answer(ended, is_estimated=False) if ended else None), "The review has ended."
    if facts.waived_on:
        sure = Answer(facts.waived_on, is_estimated=False)
        return sure, "The parents wrote that they will not apply for a review."
    last = last_day_to_apply(facts, calendar)
    if last is None:
        return None, ""
    following = calendar.add(last.on, 1)
    estimated = last.is_estimated or following.is_estimated
    return Answer(following.on, is_estimated=estimated), "The time to apply for a review ends without one."


RULES = (
    Rule(
        "REVIEW-APPLICATION",
        "Parents can apply within 15 school days of notice of the board’s decision",
        "SI 2012/1033, review panels; no discretion to accept it later, except after a ruling of the "
        "disability tribunal",
        application,
    ),
    Rule(
        "REVIEW-HEARING",
        "The review begins within 15 school days of the application: the trust for an "
        "academy, the authority for other schools",
        "SI 2012/1033, review panels",
        hearing,
    ),
    Rule(
        "REVIEW-RECONSIDERATION",
        "The board reconsiders within 10 school days of the panel’s decision",
        "SI 2012/1033; £4,000 where a quashed decision is not undone",
        reconsideration,
    ),
    Rule(
        "ROLL-REMOVAL",
        "The name leaves the roll only after the time to apply, a written waiver, or the review",
        "School Attendance (Pupil Registration) (England) Regulations 2024",
        roll,
    ),
)

"""When the governing board must meet, and by when (domain.md 1.5)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import TextChoices

from exclusions.suspensions.days import in_days
from exclusions.suspensions.packs.dues import Clock, Due, Rule, Who, at_once, board_of, by_school_day
from exclusions.suspensions.packs.facts import Facts
from exclusions.suspensions.packs.thresholds import BOARD_IS_TOLD_ABOVE, BOARD_MEETS_ABOVE
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime

MUST_MEET_WITHIN, MEETS_IF_ASKED_WITHIN, PAPERS_BEFORE = 15, 50, 5
REGULATIONS = "SI 2012/1033 regs 6, 15 and 24"


class ReviewClass(TextChoices):
    """What the board must do, from the total of the term with this suspension in it."""

    A = "A", "Must meet within 15 school days: permanent exclusion"
    B = "B", "Must meet within 15 school days: more than 15 days in the term"
    C = "C", "Must meet within 15 school days, before the examination where it can"
    D = "D", "Must meet within 50 school days: parents made representations"
    D0 = "D0", "Need not meet unless the parents make representations"
    E = "E", "Must consider the parents’ representations; need not meet"
    E0 = "E0", "Nothing to consider unless the parents make representations"


def review_class(facts: Facts) -> ReviewClass:
    """The first class that fits, in the order A, B, C, D, E."""
    if facts.is_permanent:
        return ReviewClass.A
    if facts.term_sessions > BOARD_MEETS_ABOVE:
        return ReviewClass.B
    if facts.misses_test:
        return ReviewClass.C
    if facts.term_sessions > BOARD_IS_TOLD_ABOVE:
        return ReviewClass.D if facts.represented_on else ReviewClass.D0
    return ReviewClass.E if facts.represented_on else ReviewClass.E0


def meeting(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """The meeting and its last day; missing that day does not end the duty to meet."""
    found = review_class(facts)
    days = {
        ReviewClass.A: MUST_MEET_WITHIN,
        ReviewClass.B: MUST_MEET_WITHIN,
        ReviewClass.C: MUST_MEET_WITHIN,
        ReviewClass.D: MEETS_IF_ASKED_WITHIN,
    }.get(found)
    if days is None or facts.cancelled_on:
        return
    name = board_of(facts.regime)
    answer = calendar.add(facts.board_has_notice_on, days)
    what = f"Meet within {days} school days of the notice and decide whether to reinstate the pupil"
    yield by_school_day("board_meeting", what, Who.BOARD, f"The {name}", answer, _because(found, facts))


def _because(found: ReviewClass, facts: Facts) -> str:
    total = f"The total of the term is {in_days(facts.term_sessions)}"
    return {
        ReviewClass.A: "It is a permanent exclusion.",
        ReviewClass.B: f"{total}, more than 15.",
        ReviewClass.C: "The pupil misses a public examination or national curriculum test.",
        ReviewClass.D: f"{total}, more than 5 and not more than 15, and the parents made representations.",
    }[found]


def before_the_test(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """So far as reasonably practicable before the examination; of a suspension the chair alone may decide."""
    if not facts.misses_test or facts.test_on is None or facts.cancelled_on:
        return
    answer = calendar.add(facts.test_on, -1)
    what = "Meet before the examination or test, so far as reasonably practicable"
    if not facts.is_permanent:
        allowed = "" if facts.regime == Regime.MAINTAINED else ", where its rules allow that"
        what += f"; where too few can come, the chair may decide alone{allowed}"
    yield Due(
        "board_before_test",
        what,
        Who.BOARD,
        f"The {board_of(facts.regime)}",
        max(answer.on, facts.board_has_notice_on),
        Clock.SHOULD,
        "The pupil misses a public examination or national curriculum test.",
        answer.is_estimated,
    )


def representations(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if review_class(facts) == ReviewClass.E and not facts.cancelled_on:
        yield Due(
            "consider_representations",
            "Consider what the parents say; a meeting is not required and the pupil cannot be reinstated",
            Who.BOARD,
            "Parents",
            None,
            Clock.NO_LIMIT,
            f"The total of the term is {in_days(facts.term_sessions)}, not more than 5, and the parents made "
            "representations.",
        )


def invited(facts: Facts) -> list[str]:
    """Who is asked to the meeting; to an academy the authority comes on terms (domain.md 1.5)."""
    authority = "the local authority"
    if facts.regime == Regime.ACADEMY:
        authority += " where the parents ask for it (to speak it needs the board’s consent)"
    people = ["the parents and whoever they bring", "the pupil", "the headteacher", authority]
    if facts.has_social_worker:
        people.append("the social worker")
    if facts.looked_after:
        people.append("the virtual school head")
    return people


def papers(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """Once the meeting is arranged."""
    if facts.board_meets_on is None or facts.cancelled_on:
        return
    answer = calendar.add(facts.board_meets_on, -PAPERS_BEFORE)
    yield Due(
        "board_papers",
        "Invite everybody and send them the papers, five school days ahead where possible",
        Who.BOARD,
        "Everybody invited",
        answer.on,
        Clock.SHOULD,
        f"The meeting is arranged. To invite: {', '.join(invited(facts))}.",
        answer.is_estimated,
    )


def decision(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    decided_on: date | None = facts.board_decided_on
    if decided_on is not None and not facts.cancelled_on:
        yield at_once(
            "tell_decision",
            "Tell the parents, the headteacher and the authority what the board decided and why",
            "Parents, headteacher, authority",
            decided_on,
            "The board has decided.",
            Who.BOARD,
        )


RULES = (
    Rule(
        "BOARD-MEETING",
        "The board meets within 15 school days of a permanent exclusion, of more than 15 days "
        "in a term, or of a missed examination; within 50 where parents ask after more than 5 days",
        REGULATIONS,
        meeting,
    ),
    Rule("BOARD-TEST", "The board meets before the examination where it can", REGULATIONS, before_the_test),
    Rule(
        "BOARD-REPRESENTATIONS",
        "Representations about 5 days or less are considered",
        REGULATIONS,
        representations,
    ),
    Rule("BOARD-PAPERS", "Papers go out five school days ahead where possible", "Statutory guidance", papers),
    Rule(
        "BOARD-DECISION",
        "The decision is told without delay",
        f"{REGULATIONS}; settled by decision 24",
        decision,
    ),
)

"""Whom the headteacher tells, without delay (domain.md 1.3)."""

from collections.abc import Iterator

from exclusions.suspensions.days import in_days
from exclusions.suspensions.packs.dues import (
    Clock,
    Due,
    Rule,
    Who,
    at_once,
    board_of,
    by_school_day,
    last_of_term,
)
from exclusions.suspensions.packs.facts import Facts
from exclusions.suspensions.packs.thresholds import BOARD_IS_TOLD_ABOVE
from schools.calendars.arithmetic import Calendar

REGULATIONS = "SI 2012/1033 regs 5, 14 and 23"


def _event(facts: Facts) -> str:
    if facts.is_permanent:
        return "It is a permanent exclusion."
    return "It is a lunchtime suspension." if facts.is_lunchtime else "It is a suspension."


def parents(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    what = (
        "Tell the parents, or a pupil of 18, the period and the reasons, in writing too: how to make "
        "representations, how the pupil can take part, and that the board can meet remotely"
    )
    yield at_once("tell_parents", what, "Parents", facts.starts_on, _event(facts))


def duties_of_parents(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """The section 104 notice; not where the pupil is past compulsory age, nor for a lunchtime, when they are
    due in school (settled by decision 24).
    """
    if facts.of_compulsory_age and not facts.is_lunchtime:
        yield Due(
            "section_104",
            "Tell the parents in writing that they must keep the pupil out of public places in school hours "
            "on the first five days: by the end of the afternoon session",
            Who.HEADTEACHER,
            "Parents",
            facts.starts_on,
            Clock.BY,
            "The pupil is of compulsory school age.",
        )


def board(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """At once where something turns on it; otherwise with the report of the term."""
    name, because = board_of(facts.regime), _why_the_board(facts)
    if because:
        what = f"Tell the {name}: the exclusion and the reasons"
        yield at_once("tell_board", what, f"The {name}", facts.starts_on, because)
    elif facts.term_ends_on:
        yield by_school_day(
            "report_board",
            f"Report the suspension to the {name} with those of the term",
            Who.HEADTEACHER,
            f"The {name}",
            last_of_term(facts.term_ends_on, calendar),
            f"The total of the term is {in_days(facts.term_sessions)}, not more than 5.",
        )


def _why_the_board(facts: Facts) -> str:
    if facts.is_permanent:
        return "It is a permanent exclusion."
    if facts.misses_test:
        return "The pupil misses a public examination or national curriculum test."
    if facts.term_sessions > BOARD_IS_TOLD_ABOVE:
        return f"The total of the term is {in_days(facts.term_sessions)}, more than 5."
    return ""


def authority(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    what = "Tell the local authority: the exclusion and the reasons"
    because = "The authority is told of every one, whatever its length."
    yield at_once("tell_authority", what, "The school’s local authority", facts.starts_on, because)


def home_authority(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.is_permanent and facts.lives_elsewhere:
        yield at_once(
            "tell_home_authority",
            "Tell the local authority where the pupil lives",
            "The home authority",
            facts.starts_on,
            "The pupil lives in another authority, which finds their education from the sixth day.",
        )


def social_worker(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.has_social_worker:
        yield at_once(
            "tell_social_worker",
            "Tell the pupil’s social worker: the exclusion, the reasons, and any examination that is missed",
            "The social worker",
            facts.starts_on,
            "The pupil has a social worker.",
        )


def virtual_school(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.looked_after:
        yield at_once(
            "tell_virtual_school",
            "Tell the virtual school head: the exclusion, the reasons, and any examination that is missed",
            "The virtual school head",
            facts.starts_on,
            "The pupil is looked after.",
        )


RULES = (
    Rule(
        "NOTICE-PARENTS",
        "Parents are told without delay, whatever the length",
        f"{REGULATIONS}; remote meetings since 1 September 2023",
        parents,
    ),
    Rule(
        "NOTICE-104",
        "Parents are told of their duties by the end of the first day’s afternoon session",
        "Education and Inspections Act 2006 s.104; SI 2012/1033 Sch 2 para 8",
        duties_of_parents,
    ),
    Rule(
        "NOTICE-BOARD",
        "The board is told of a permanent exclusion, of a missed examination or test, and of a "
        "total of more than 5 days (10 lunchtimes) in a term",
        REGULATIONS,
        board,
    ),
    Rule(
        "NOTICE-AUTHORITY",
        "The authority is told without delay, whatever the length",
        "SI 2012/1033 as amended; statutory guidance",
        authority,
    ),
    Rule("NOTICE-HOME", "The home authority is told of a permanent exclusion", REGULATIONS, home_authority),
    Rule(
        "NOTICE-SOCIAL-WORKER",
        "A pupil’s social worker is told without delay",
        "SI 2012/1033 as amended; statutory guidance",
        social_worker,
    ),
    Rule(
        "NOTICE-VIRTUAL-SCHOOL",
        "The virtual school head is told without delay of a looked-after pupil",
        "SI 2012/1033 as amended; statutory guidance",
        virtual_school,
    ),
)

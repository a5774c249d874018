"""Education while excluded, and coming back (domain.md 1.2, 1.7, 1.12)."""

from collections.abc import Iterator
from datetime import date, timedelta

from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.packs.dues import Clock, Due, Rule, Who, at_once, by_school_day
from exclusions.suspensions.packs.facts import Facts
from schools.calendars.arithmetic import Answer, Calendar

# Education begins on the sixth school day, the first day of the exclusion being the first.
DAYS_WITHOUT = 5
NOTICE_OF_PROVISION = timedelta(hours=48)


def sixth_day(facts: Facts, calendar: Calendar) -> Answer | None:
    """The school day from which full-time education is owed; None where none is.

    Of a permanent exclusion always; of a suspension where the unbroken run lasts longer than five school
    days. Not where the pupil is past compulsory school age on that day, or year 11 has sat its last
    examination: what counts is the day on which education would begin, not that of the exclusion.
    """
    if facts.is_lunchtime or not (facts.is_permanent or facts.days):
        return None
    first = facts.starts_on if facts.is_permanent else facts.run_starts_on or facts.starts_on
    start = first if calendar.is_school_day(first) else calendar.add(first, 0).on
    answer = calendar.add(start, DAYS_WITHOUT)
    if not facts.is_permanent and facts.days.last < answer.on:
        return None
    return answer if facts.is_taught_on(max(answer.on, facts.starts_on)) else None


def education(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """Full-time education from the sixth day: whose duty it is, and the notice to the parents about it."""
    answer = None if facts.is_over else sixth_day(facts, calendar)
    if answer is None:
        return
    if facts.is_permanent:
        who = Who.HOME_AUTHORITY if facts.lives_elsewhere else Who.AUTHORITY
        because = "It is a permanent exclusion: the authority where the pupil lives arranges it."
    else:
        who, because = Who.BOARD, "The pupil is suspended for more than five school days in a row."
    what = "Arrange suitable full-time education from the sixth school day"
    if answer.on < facts.starts_on:
        what = "Go on with suitable full-time education: the sixth school day of the run has passed"
    begins = max(answer, calendar.add(facts.starts_on, 0), key=lambda each: each.on)
    yield by_school_day("sixth_day", what, who, "The pupil", begins, because)
    if answer.on < facts.starts_on:
        # The 48 hours lie before this suspension: what is not known yet is told at once (domain.md 1.3).
        what = "Tell the parents in writing where, when and with whom the education goes on"
        yield at_once("provision_notice", what, "Parents", facts.starts_on, because, who)
        return
    yield Due(
        "provision_notice",
        "Tell the parents in writing where, when and with whom, at least 48 hours before it begins "
        "(they may agree to less)",
        who,
        "Parents",
        answer.on - NOTICE_OF_PROVISION,
        Clock.BY,
        f"It begins on the sixth school day. {because}",
        answer.is_estimated,
    )


def from_the_first_day(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if facts.is_over or facts.is_lunchtime or not (facts.looked_after or facts.has_social_worker):
        return
    if not facts.is_taught_on(facts.starts_on):
        return
    because = "The pupil is looked after." if facts.looked_after else "The pupil has a social worker."
    yield Due(
        "first_day_education",
        "Aim to have education in place from the first day, the school and the authority together",
        Who.HEADTEACHER,
        "The pupil",
        facts.starts_on,
        Clock.SHOULD,
        because,
    )


def work(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    if not (facts.is_over or facts.is_lunchtime):
        yield Due(
            "set_work",
            "Set work for the first five days, and mark it",
            Who.HEADTEACHER,
            "The pupil",
            facts.starts_on,
            Clock.SHOULD,
            "The pupil is away and no other education has begun.",
        )


def day_of_return(facts: Facts, calendar: Calendar) -> Answer | None:
    """The school day on which a suspended pupil is due back; None for every other kind."""
    if facts.is_permanent or facts.is_lunchtime or not facts.days:
        return None
    last, part = facts.days.parts[-1]
    return Answer(last, is_estimated=False) if part == DayPart.MORNING else calendar.add(last, 1)


def reintegration(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """Before or at the start of the return; asked for within a school day of it (domain.md 1.12).

    Not where another exclusion begins on the day of return: the pupil comes back after that one.
    """
    back = None if facts.is_over else day_of_return(facts, calendar)
    goes_on = back is not None and facts.next_starts_on is not None and facts.next_starts_on <= back.on
    if back is not None and not goes_on:
        answer = calendar.add(back.on, 1)
        yield Due(
            "reintegration",
            "Meet the pupil and the parents about the return; parents who cannot come must not delay it",
            Who.HEADTEACHER,
            "The pupil and the parents",
            answer.on,
            Clock.SHOULD,
            "The pupil comes back from a suspension.",
            back.is_estimated or answer.is_estimated,
        )


def interim_plan_review(facts: Facts, calendar: Calendar) -> Iterator[Due]:
    """From the guidance of 26 July 2026 on."""
    if facts.looked_after and not facts.is_over:
        yield Due(
            "interim_pep",
            "Consider an interim review of the personal education plan with the virtual school head",
            Who.HEADTEACHER,
            "The virtual school head",
            _first_school_day(facts.starts_on, calendar),
            Clock.SHOULD,
            "The pupil is looked after.",
        )


def _first_school_day(day: date, calendar: Calendar) -> date:
    return calendar.add(day, 0).on


RULES = (
    Rule(
        "EDUCATION-SIXTH-DAY",
        "Full-time education from the sixth school day: the board after a suspension, "
        "the home authority after a permanent exclusion",
        "Education and Inspections Act 2006 ss.100 to 102; "
        "Education (Provision of Full-Time Education for Excluded Pupils) Regulations 2007; 48 hours: SI "
        "2012/1033 Sch 2 para 8",
        education,
    ),
    Rule(
        "EDUCATION-FIRST-DAY",
        "Looked-after pupils and pupils with a social worker: education from the first day where possible",
        "Statutory guidance",
        from_the_first_day,
    ),
    Rule("EDUCATION-WORK", "Work is set and marked on the first five days", "Statutory guidance", work),
    Rule(
        "RETURN-MEETING",
        "A meeting before or at the start of the return",
        "Statutory guidance; within one school day: this authority’s aim",
        reintegration,
    ),
)

RULES_FROM_2026 = (
    Rule(
        "RETURN-INTERIM-PEP",
        "A looked-after pupil at risk: consider an interim review of the personal education plan",
        "Statutory guidance in force from 26 July 2026",
        interim_plan_review,
    ),
)

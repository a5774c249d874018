"""What an off-site direction asks of a school (domain.md 1.9)."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.measures.returning import RETURN
from exclusions.suspensions.packs.dues import Who
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime

NOTICE_DAYS = 2
# A review may be demanded where there was none for so long.
QUIET = timedelta(weeks=10)
# The regulations name no day for a review that was asked for: this authority's aim, in school days.
DEMANDED_WITHIN = 10

REGULATIONS = (
    "Education Act 2002 s.29A; Education (Educational Provision for Improving Behaviour) Regulations 2010 "
    "as amended by SI 2012/2532; from 26 July 2026 also for academies and pupil referral units"
)


def is_bound(story: Story) -> bool:
    """Whether the regulations bind the school: maintained ones always, academies and units from 2026 on."""
    return story.regime == Regime.MAINTAINED or (story.since_2026 and story.regime != Regime.OUT_OF_SCOPE)


def _clock(story: Story) -> tuple[Clock, str]:
    """Before 26 July 2026 academies and units follow the procedure as good practice."""
    if is_bound(story):
        return Clock.BY, "The regulations bind this school."
    return Clock.SHOULD, "The regulations did not bind this school yet: good practice."


def notice(story: Story, calendar: Calendar) -> Iterator[Owed]:
    clock, because = _clock(story)
    answer = calendar.add(story.measure.starts_on, -NOTICE_DAYS)
    due = Due(
        "tell_parents",
        "Give the parents the written notice, at least 2 school days before it starts",
        Who.BOARD,
        "Parents",
        answer.on,
        clock,
        because,
        answer.is_estimated,
    )
    yield Owed(due, "tell_parents", story.first_on("tell_parents"))
    if story.measure.has_plan:
        due = Due(
            "tell_authority",
            "Give the local authority the written notice",
            Who.BOARD,
            "The local authority",
            answer.on,
            clock,
            "The pupil has an education, health and care plan.",
            answer.is_estimated,
        )
        # Officers read it here from the moment it is recorded.
        yield Owed(due, "tell_authority", timezone.localdate(story.measure.recorded_at))


def reviews(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """At the interval the board has chosen, counted from the start or the last review."""
    if not story.measure.is_open:
        return
    last = story.last_on("review") or story.measure.starts_on
    answer = calendar.add(last + timedelta(weeks=story.measure.review_weeks), 0)
    if answer.on > story.measure.planned_end_on:
        return
    clock, because = _clock(story)
    weeks = story.measure.review_weeks
    due = Due(
        "review",
        f"Review it: {_who_reviews(story)}",
        Who.BOARD,
        "Parents and pupil",
        answer.on,
        clock,
        f"The governing board has chosen a review every {weeks} week{'' if weeks == 1 else 's'}. {because}",
        answer.is_estimated,
    )
    yield Owed(due, "review")


def _who_reviews(story: Story) -> str:
    """Who takes part (domain.md 1.9): of an academy a nominee of the trustees who is not the head."""
    plan = ", the local authority is invited" if story.measure.has_plan else ""
    if story.regime == Regime.ACADEMY:
        return f"the headteacher, the parents, a nominee of the trustees who is not the headteacher{plan}"
    return f"with the parents and whoever teaches the pupil there{plan}"


def demanded(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """A review that the parents (a pupil of 18, or for a plan the authority) asked for in writing."""
    for step in story.all("demand"):
        reviews_on = [review.on for review in story.all("review")]
        if any(step.on - QUIET < on <= step.on for on in reviews_on):
            continue
        answer = calendar.add(step.on, DEMANDED_WITHIN)
        due = Due(
            "review_demanded",
            "Hold the review that was asked for in writing",
            Who.BOARD,
            "Whoever asked",
            answer.on,
            Clock.SHOULD,
            "There was no review in the 10 weeks before. The regulations name no day: this authority asks "
            "for it within 10 school days.",
            answer.is_estimated,
        )
        yield Owed(due, "review", min((on for on in reviews_on if on > step.on), default=None))


def rights(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """From when on a review may be demanded."""
    if not story.measure.is_open:
        return
    since = (story.last_on("review") or story.measure.starts_on) + QUIET
    who = f"Parents, or the pupil if 18{', and the local authority,' if story.measure.has_plan else ''}"
    due = Due(
        "may_demand",
        f"{who} may demand a review in writing",
        Who.PARENTS,
        "The governing board",
        since,
        Clock.NOT_BEFORE,
        "No review in the last 10 weeks.",
    )
    yield Owed(due, "demand")


def ending(story: Story, calendar: Calendar) -> Iterator[Owed]:
    due = Due(
        "end",
        "Say how it ended, or that it goes on",
        Who.HEADTEACHER,
        "The record",
        story.measure.planned_end_on,
        Clock.SHOULD,
        "It is planned to end that day; it may go on beyond the academic year.",
    )
    yield Owed(due, "end", story.measure.ended_on)


RULES = (
    Rule("DIRECTION-NOTICE", "Written notice at least 2 school days before the start", REGULATIONS, notice),
    Rule("DIRECTION-REVIEW", "Reviews at the interval the governing board chooses", REGULATIONS, reviews),
    Rule(
        "DIRECTION-DEMAND",
        "A review on demand where there was none in 10 weeks",
        f"{REGULATIONS}; the day: this authority’s aim",
        demanded,
    ),
    Rule("DIRECTION-RIGHT", "Who may demand a review", REGULATIONS, rights),
    RETURN,
    Rule("DIRECTION-END", "It is for a limited time", REGULATIONS, ending),
)

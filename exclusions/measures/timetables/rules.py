"""What a part-time timetable asks for, and by when (domain.md 1.2, 5.4 rule 9)."""

from collections.abc import Iterator
from datetime import date, timedelta

from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.suspensions.packs.dues import Who
from schools.calendars.arithmetic import Calendar

GUIDANCE = (
    "Department for Education guidance on school attendance: for a short time, agreed, never a sanction"
)
# Longer than this people are asked to look (domain.md 5.4, rule 9).
LONG = timedelta(weeks=6)


def review(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """At the day agreed, and then at the day that each review sets."""
    if not story.measure.is_open:
        return
    set_days = [step.detail.get("next_review") for step in story.all("review")]
    by = date.fromisoformat(set_days[-1]) if set_days and set_days[-1] else story.measure.review_on
    if set_days and not set_days[-1]:
        return
    due = Due(
        "review",
        "Review it with the parents: can the pupil come more?",
        Who.HEADTEACHER,
        "Pupil and parents",
        by,
        Clock.SHOULD,
        "That day was agreed.",
    )
    yield Owed(due, "review")


def full_time(story: Story, calendar: Calendar) -> Iterator[Owed]:
    due = Due(
        "end",
        "Back to full time: say how it ended, or review it and agree another day",
        Who.HEADTEACHER,
        "Pupil and parents",
        story.measure.planned_end_on,
        Clock.SHOULD,
        "It was agreed until that day.",
    )
    yield Owed(due, "end", story.measure.ended_on)


def long_one(story: Story, calendar: Calendar) -> Iterator[Owed]:
    after = story.measure.starts_on + LONG
    last = story.measure.last_day
    if story.measure.is_open and last and last > after:
        due = Due(
            "six_weeks",
            "After six weeks, look again whether it is still for a short time",
            Who.HEADTEACHER,
            "Parents; the authority lists it",
            after,
            Clock.NOT_BEFORE,
            "It is planned for longer than six weeks: the authority will look.",
        )
        yield Owed(due, "review")


RULES = (
    Rule("TIMETABLE-REVIEW", "Reviewed on agreed days", GUIDANCE, review),
    Rule("TIMETABLE-FULL-TIME", "For a short time, with an end", GUIDANCE, full_time),
    Rule("TIMETABLE-LONG", "Over six weeks: look", "No Need to Exclude, starting rules, rule 9", long_one),
)

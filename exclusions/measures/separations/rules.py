"""What a safeguarding separation asks for, and by when (domain.md 1.11)."""

from collections.abc import Iterator

from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.measures.returning import RETURN
from exclusions.suspensions.packs.dues import Who
from schools.calendars.arithmetic import Calendar

GUIDANCE = "Statutory guidance in force from 26 July 2026, on keeping pupils apart after an allegation"
# The cycle of reviews is this authority's aim: the guidance says temporary.
REVIEW_WITHIN = 5


def telling(story: Story, calendar: Calendar) -> Iterator[Owed]:
    starts_on = story.measure.starts_on
    for code, what, to, because in (
        ("tell_parents", "Tell the parents why, for how long, and that it is no punishment", "Parents",
         "The pupil is kept away from school."),
        ("tell_authority", "Tell the local authority, which has a duty to see to education",
         "The local authority", "Its duty under section 19 of the Education Act 1996 is engaged."),
    ):  # fmt: skip
        due = Due(code, what, Who.HEADTEACHER, to, starts_on, Clock.WITHOUT_DELAY, because)
        yield Owed(due, code, story.first_on(code))


def education(story: Story, calendar: Calendar) -> Iterator[Owed]:
    due = Due(
        "educate",
        "Have education in place from the first day",
        Who.HEADTEACHER,
        "The pupil",
        story.measure.starts_on,
        Clock.BY,
        "It is not the pupil’s fault that they are kept apart, and no exclusion: nothing is lost by it.",
    )
    yield Owed(due, "educate", story.first_on("educate"))


def reviews(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """Every five school days at the latest, counted from the start or the last review."""
    if not story.measure.is_open:
        return
    answer = calendar.add(story.last_on("review") or story.measure.starts_on, REVIEW_WITHIN)
    due = Due(
        "review",
        "Review it: is it still needed, and what else would keep everybody safe?",
        Who.HEADTEACHER,
        "The designated safeguarding lead",
        answer.on,
        Clock.BY,
        "It is rare and temporary: reviewed within 5 school days each time.",
        answer.is_estimated,
    )
    yield Owed(due, "review")


RULES = (
    Rule("SEPARATION-TOLD", "Parents and authority are told at once", GUIDANCE, telling),
    Rule("SEPARATION-EDUCATION", "Education from the first day", GUIDANCE, education),
    Rule(
        "SEPARATION-REVIEW",
        "Reviewed within 5 school days",
        f"{GUIDANCE}; 5 days: this authority’s aim",
        reviews,
    ),
    RETURN,
)

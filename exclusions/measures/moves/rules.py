"""What a managed move asks for, and by when (domain.md 1.10)."""

from collections.abc import Iterator
from datetime import timedelta

from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.measures.enums import State
from exclusions.suspensions.packs.dues import Who
from schools.calendars.arithmetic import Calendar

GUIDANCE = (
    "Statutory guidance on suspension and permanent exclusion: managed moves are voluntary and agreed by "
    "everybody; in force from 26 July 2026: permanent, without a trial"
)
PARTIES = {"parents": "the parents", "pupil": "the pupil"}
CHECK_INS = (4, 8, 12)


def agreement(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """Nobody is asked before the parents have agreed; what the pupil says is asked for as well."""
    for party, words in PARTIES.items():
        given = [step.on for step in story.all("consent") if step.detail.get("party") == party]
        due = Due(
            f"consent_{party}",
            f"Have {words} agree, freely, with a note of how you know",
            Who.HEADTEACHER,
            words.capitalize(),
            None,
            Clock.NO_LIMIT,
            "A managed move is voluntary. Whoever feels pressed can complain, and that is written down here.",
        )
        if given or story.measure.state == State.TALKS:
            yield Owed(due, "consent", min(given, default=None))


def answer(story: Story, calendar: Calendar) -> Iterator[Owed]:
    asked_on = story.first_on("ask")
    if asked_on:
        due = Due(
            "answer",
            "Say whether the receiving school takes the pupil, and if not, why",
            Who.HEADTEACHER,
            "Both schools",
            None,
            Clock.NO_LIMIT,
            "The receiving school’s admission authority must agree.",
        )
        yield Owed(due, "accept", story.first_on("accept", "refuse"))


def plan(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """What the receiving school will do, before the first day."""
    if story.measure.starts_on and story.measure.state in (State.AGREED, State.MOVED):
        due = Due(
            "plan",
            "Write the support plan at the receiving school",
            Who.HEADTEACHER,
            "Pupil and parents",
            story.measure.starts_on,
            Clock.SHOULD,
            "The pupil starts that day.",
        )
        yield Owed(due, "plan", story.first_on("plan"))


def roll(story: Story, calendar: Calendar) -> Iterator[Owed]:
    if story.measure.starts_on and story.first_on("accept"):
        due = Due(
            "move",
            "Put the pupil on the receiving school’s roll; the safeguarding file is due within 5 school days",
            Who.HEADTEACHER,
            "Both schools",
            story.measure.starts_on,
            Clock.SHOULD,
            "The day of the transfer is the first day on the new roll.",
        )
        yield Owed(due, "move", story.first_on("move"))


def check_ins(story: Story, calendar: Calendar) -> Iterator[Owed]:
    """How it goes after 4, 8 and 12 weeks: support, no trial."""
    moved_on = story.first_on("move")
    if moved_on is None:
        return
    for weeks in CHECK_INS:
        answer = calendar.add(moved_on + timedelta(weeks=weeks), 0)
        held = [step.on for step in story.all("check_in") if step.detail.get("weeks") == str(weeks)]
        last = story.first_on("sustain", "fail")
        done = min([*held, *([last] if last else [])], default=None)
        due = Due(
            f"check_in_{weeks}",
            f"See how it goes after {weeks} weeks{', and say whether it lasted' if weeks == 12 else ''}",
            Who.HEADTEACHER,
            "Pupil and parents",
            answer.on,
            Clock.SHOULD,
            "To support the pupil, not to test them: the move is permanent.",
            answer.is_estimated,
        )
        yield Owed(due, "sustain" if weeks == CHECK_INS[-1] else "check_in", done)


RULES = (
    Rule("MOVE-AGREED", "Voluntary, agreed by everybody", GUIDANCE, agreement),
    Rule("MOVE-ANSWER", "The receiving school agrees", GUIDANCE, answer),
    Rule("MOVE-ROLL", "The day of the transfer is the day on the roll", GUIDANCE, roll),
    Rule("MOVE-PLAN", "Support is planned before the first day", f"{GUIDANCE}; this authority’s aim", plan),
    Rule("MOVE-CHECK-INS", "Support after 4, 8 and 12 weeks", "This authority’s aim", check_ins),
)

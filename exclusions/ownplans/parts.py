"""The parts of a young person's own plan: what each asks, in words for them. Pure data.

After Lambeth's young people's safety plans and Hillingdon's young people's plans (domain.md 9, rows 9 and 10)
and safety mapping (domain.md 6.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from exclusions.ownplans.enums import Area, Feeling, Progress, TimeBand

Content = dict[str, object]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """Something to write, or one thing to choose."""

    name: str
    label: str
    hint: str = ""
    choices: Choices = ()
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """One page of the plan. `texts` come once; `rows` are the fields of each entry of a list of `noun`s."""

    code: str
    title: str
    asks: str
    texts: tuple[Field, ...] = ()
    noun: str = ""
    rows: tuple[Field, ...] = ()


def _choices(enum: type[Area] | type[Feeling] | type[Progress] | type[TimeBand]) -> Choices:
    return tuple((choice.value, str(choice.label)) for choice in enum)


# What stands first wherever adults look at the young person's case.
VOICE = ("words", "know")

PARTS = (
    Part(
        "words",
        "What I want you to know",
        "This is about you, in your words. Nobody marks it, and you can change it whenever you want.",
        texts=(
            Field(
                "know",
                "What do you want people to know about you, and what do you want to happen?",
                "",
                (),
                True,
            ),
            Field("good", "What are you good at? What do you like?", "", (), True),
        ),
    ),
    Part(
        "people",
        "People I trust",
        "Friends, family, somebody at school, a worker: people you can talk to or go to.",
        noun="person",
        rows=(
            Field("who", "Who is it?"),
            Field("about", "What can you talk to them about?"),
            Field("reach", "How do you reach them?", "For example a phone number, or where they are"),
        ),
    ),
    Part(
        "places",
        "Where I feel safe, and where I don’t",
        "Think of a normal week: home, school, the way there, where you hang out, online.",
        noun="place",
        rows=(
            Field("place", "Which place is it?", "Your own name for it is fine. No addresses needed."),
            Field("area", "Where is that?", choices=_choices(Area)),
            Field("feeling", "How does it feel?", choices=_choices(Feeling)),
            Field("when", "When?", choices=_choices(TimeBand)),
            Field("why", "What makes it feel like that?"),
            Field("better", "What would make it better?"),
        ),
    ),
    Part(
        "signs",
        "How you can tell that things are getting hard",
        "Things you notice in yourself, and things other people could notice.",
        texts=(
            Field("me", "What do you notice when things start to go wrong?", "", (), True),
            Field("others", "What could other people notice?", "", (), True),
        ),
    ),
    Part(
        "helps",
        "What helps, and what makes it worse",
        "So that adults do more of what helps and stop doing what doesn’t.",
        texts=(
            Field("helps", "What helps you when it is hard?", "", (), True),
            Field("worse", "What makes it worse?", "", (), True),
        ),
    ),
    Part(
        "goals",
        "What I want to change",
        "Your goals, not ours. Small ones count.",
        noun="goal",
        rows=(
            Field("goal", "What do you want?"),
            Field("step", "What is the first step?"),
            Field("tell", "How will you know it is working?"),
            Field("far", "How far are you?", choices=_choices(Progress)),
        ),
    ),
    Part(
        "safe",
        "What I do if I don’t feel safe",
        "A plan for a bad moment, so that you don’t have to think then.",
        texts=(
            Field("first", "What do you do first?", "", (), True),
            Field("then", "And if that doesn’t help?", "", (), True),
        ),
    ),
)
BY_CODE = {part.code: part for part in PARTS}


def after(part: Part) -> Part | None:
    """The part that comes next; None after the last."""
    return dict(pairwise(PARTS)).get(part)


@dataclass(frozen=True)
class Said:
    """One question with its answer, in words."""

    label: str
    answer: str


def is_begun(content: Content) -> bool:
    return any(content.values())


def rows_of(content: Content) -> list[dict[str, str]]:
    rows = content.get("rows") or []
    return list(rows) if isinstance(rows, list) else []


def in_words(part: Part, content: Content) -> Iterator[list[Said]]:
    """What a part says: its texts as one group, then each entry of its list as a group of its own.

    What an entry is called stands first and needs no label.
    """
    texts = [Said(f.label, str(content[f.name])) for f in part.texts if content.get(f.name)]
    if texts:
        yield texts
    for row in rows_of(content):
        said = [
            Said(f.label, dict(f.choices).get(row[f.name], row[f.name])) for f in part.rows if row.get(f.name)
        ]
        if row.get(part.rows[0].name):
            said[0] = Said("", said[0].answer)
        if said:
            yield said

"""What the minutes ask: parts made from the protocol's data, so that minutes and stage record fit each other.

Every text and choice of the stage's record is a part. "What is driving this?" is asked context by context;
who took part and how far each action is come from the people invited and from the plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from exclusions.meetings.enums import Attended
from exclusions.meetings.models import Invitee, Meeting
from exclusions.plans.enums import ActionState
from exclusions.plans.models import Action
from exclusions.protocol.enums import FieldKind

# Of the stage's record: worked out from people, plan and records, or said when it is confirmed.
COMPUTED = ("held_on", "present", "actions", "progress", "suspensions")
ANALYSIS = "analysis"
# domain.md 6.1, with the child first.
CONTEXTS = (
    ("child", "The child"),
    ("family", "Family and home"),
    ("school", "School"),
    ("peers", "Friends and peers"),
    ("place", "Places"),
    ("online", "Online"),
)
YES_NO = (("yes", "Yes"), ("no", "No"))
VOICE = {"name": "pupil_view", "label": "What does the child say?", "required": True}
PARENTS = {"name": "parent_view", "label": "What do the parents or carers say?"}
DECISIONS = {"name": "decisions", "label": "What was decided?", "rows": 4}
# A stage that asks what was chosen has decided by that.
CHOSEN = "chosen"


@dataclass(frozen=True)
class PartField:
    """One part: a text, or one of a few choices."""

    name: str
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    rows: int = 4

    def in_words(self, text: str) -> str:
        return dict(self.choices).get(text, text)


@dataclass(frozen=True)
class Section:
    title: str
    fields: list[PartField] = field(default_factory=list)
    hint: str = ""


def sections_of(meeting: Meeting, invitees: Iterable[Invitee], actions: Iterable[Action]) -> list[Section]:
    """The minutes of a meeting from top to bottom, the child's own words first."""
    asked = {spec["name"]: spec for spec in meeting.stage.record if spec["kind"] != FieldKind.DATE}
    spoken = next((name for name, spec in asked.items() if spec.get("voice")), VOICE["name"])
    voice, parents = asked.pop(spoken, VOICE), asked.pop(PARENTS["name"], PARENTS)
    analysis = asked.pop(ANALYSIS, None)
    rest = [_part(spec) for name, spec in asked.items() if name not in COMPUTED]
    if CHOSEN not in asked:
        rest.append(_part(DECISIONS))
    found = [
        Section("The child, in their own words", [_part(voice)]),
        Section("Parents and carers", [_part(parents)]),
        Section("Who took part", _people(invitees)),
    ]
    if "progress" in asked:
        found.append(Section("How far is each action?", _progress(actions)))
    if analysis:
        found.append(
            Section(analysis["label"], _contexts(), "Write under what has a part in it; leave the rest.")
        )
    return [*found, Section("What was said and decided", rest)]


def _part(spec: dict[str, Any]) -> PartField:
    choices = spec.get("choices", ())
    return PartField(
        name=spec["name"],
        label=spec["label"],
        hint=spec.get("hint", ""),
        required=spec.get("required", False),
        choices=YES_NO if spec.get("kind") == FieldKind.YES_NO else tuple((c, label) for c, label in choices),
        rows=spec.get("rows", 4),
    )


def _contexts() -> list[PartField]:
    return [PartField(f"{ANALYSIS}:{code}", label, rows=3) for code, label in CONTEXTS]


def _people(invitees: Iterable[Invitee]) -> list[PartField]:
    choices = (("", "Not said yet"), *((str(code), str(label)) for code, label in Attended.choices))
    found = []
    for one in invitees:
        who = f"{one.name}, {one.get_agency_display()}"
        found.append(PartField(f"attended:{one.reference}", who, choices=choices))
        found.append(PartField(f"said:{one.reference}", f"Contribution of {one.name} (optional)", rows=2))
    return [*found, PartField("others", "Who else took part? (optional)", rows=2)]


def _progress(actions: Iterable[Action]) -> list[PartField]:
    choices = tuple((str(code), str(label)) for code, label in ActionState.choices)
    found = []
    for action in actions:
        words = f"{action.what} ({action.who})"
        found.append(PartField(f"state:{action.reference}", words, choices=choices))
        found.append(
            PartField(f"progress:{action.reference}", f"What has been done? ({action.reference})", rows=2)
        )
    return found


def missing(sections: Iterable[Section], texts: dict[str, str]) -> list[PartField]:
    """What must be written before the minutes can be finished."""
    return [
        part
        for section in sections
        for part in section.fields
        if part.required and not texts.get(part.name, "").strip()
    ]

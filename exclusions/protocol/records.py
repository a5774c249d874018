"""What a stage asks to be recorded: its fields as data, and the check of what was written.

The form is built from the same fields (`forms.RecordForm`); this check is the last word, whoever
calls the service.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exclusions.protocol.enums import FieldKind
from exclusions.protocol.models import Stage
from portal.core.errors import Refused

# In a stage's data instead of a list of choices: the version's outcome codes.
OUTCOMES = "outcomes"
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class RecordField:
    """One thing a stage asks. `past` is for dates: a meeting that is recorded has been held.

    `voice` marks what the child says: the newest stands first on the page of the case.
    """

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    past: bool = False
    rows: int = 5
    voice: bool = False


@dataclass(frozen=True)
class Shown:
    """A field and what was written in it, ready for the page."""

    label: str
    kind: FieldKind
    value: Any


def fields_of(stage: Stage) -> list[RecordField]:
    """The fields of a stage, in order."""
    asked = any(spec.get("choices") == OUTCOMES for spec in stage.record)
    outcomes = list(stage.version.outcomes.values_list("code", "label")) if asked else None
    return [as_field(outcomes, **spec) for spec in stage.record]


def as_field(
    outcomes: list[tuple[str, str]] | None, *, kind: str, choices: Any = (), **spec: Any
) -> RecordField:
    """A field from its data; `outcomes` are the choices of one that asks how a case ends."""
    if choices == OUTCOMES:
        choices = outcomes or ()
    return RecordField(kind=FieldKind(kind), choices=tuple((code, label) for code, label in choices), **spec)


def check_recorded(stage: Stage, recorded: dict[str, Any], today: date) -> dict[str, Any]:
    """What was written, tidied for storage: dates as ISO text, yes or no as true or false.

    Raises Refused, naming the field, where something required is missing or does not fit.
    """
    fields = fields_of(stage)
    unknown = recorded.keys() - {field.name for field in fields}
    if unknown:
        raise Refused(f"The {stage.noun} does not ask for: {', '.join(sorted(unknown))}.")
    return {field.name: _check(field, recorded.get(field.name), today) for field in fields}


def _check(field: RecordField, value: Any, today: date) -> Any:
    if value is None or value == "":
        if field.required:
            raise Refused(f"Still missing: “{field.label}”")
        return None
    if not CHECKS[field.kind](field, value, today):
        raise Refused(f"This does not fit “{field.label}”.")
    return value.isoformat() if isinstance(value, date) else value


def _is_text(field: RecordField, value: Any, today: date) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\x00" not in value


def _is_date(field: RecordField, value: Any, today: date) -> bool:
    return isinstance(value, date) and not (field.past and value > today)


def _is_choice(field: RecordField, value: Any, today: date) -> bool:
    return value in dict(field.choices)


def _is_yes_no(field: RecordField, value: Any, today: date) -> bool:
    return isinstance(value, bool)


CHECKS = {
    FieldKind.TEXT: _is_text,
    FieldKind.DATE: _is_date,
    FieldKind.CHOICE: _is_choice,
    FieldKind.YES_NO: _is_yes_no,
}


def shown(stage: Stage, recorded: dict[str, Any], outcomes: dict[str, str]) -> list[Shown]:
    """What was recorded in a stage, with labels, leaving out what was not filled in.

    `outcomes` maps the version's outcome codes to labels, so that a page asks for them once.
    """
    found = []
    for spec in stage.record:
        value = recorded.get(spec["name"])
        if value is not None and value != "":
            found.append(Shown(spec["label"], FieldKind(spec["kind"]), _in_words(spec, value, outcomes)))
    return found


def _in_words(spec: dict[str, Any], value: Any, outcomes: dict[str, str]) -> Any:
    kind = spec["kind"]
    if kind == FieldKind.DATE:
        return date.fromisoformat(value)
    if kind == FieldKind.YES_NO:
        return "Yes" if value else "No"
    if kind == FieldKind.CHOICE:
        labels = outcomes if spec["choices"] == OUTCOMES else dict(spec["choices"])
        return labels.get(value, value)
    return value

"""Stages that a room above works on at a page of its own: meetings, plans, reviews and what comes.

A room registers a workplace for a kind of stage at start-up:

    workplaces.register(Workplace(StageKind.MEETING, where=..., gives=...))

The page of the case then leads there, and the stage's record begins with what the room gives. Without a
workplace the form of the protocol's data serves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exclusions.protocol.enums import StageKind
from exclusions.protocol.models import Case, Stage, StageRecord
from exclusions.protocol.records import OUTCOMES
from portal.accounts.models import User


@dataclass(frozen=True)
class Work:
    """Where a stage of a case is worked on.

    `label` is the button ("Prepare the meeting"), `state` how far it is, in words. While it is not
    `is_done` the button leads to `url`; then to the stage's record, filled in.
    """

    label: str
    url: str
    state: str = ""
    is_done: bool = False


def _nothing(case: Case) -> dict[str, Any]:
    return {}


def _no_more(stage_record: StageRecord, by: User) -> None:
    return None


@dataclass(frozen=True)
class Workplace:
    """A room's part in the stages of one kind.

    `where(user, case)` answers None where this person has nothing to do there. `gives(case)` answers
    values by field name, as `services.complete_stage` takes them; names the stage does not ask for are
    left out. `recorded(stage_record, by)` runs in the transaction in which the stage is recorded:
    what it raises (`Refused`) stands on the form, and nothing is saved.
    """

    kind: StageKind
    where: Callable[[User, Case], Work | None]
    gives: Callable[[Case], dict[str, Any]] = _nothing
    recorded: Callable[[StageRecord, User], None] = _no_more


_workplaces: dict[str, Workplace] = {}


def register(workplace: Workplace) -> None:
    """Take the stages of a kind. Called once at start-up by each room."""
    _workplaces.setdefault(workplace.kind, workplace)


def work_on(user: User, case: Case) -> Work | None:
    """Where this person works on the stage that an open case is in; None: the form of the data serves."""
    workplace = _workplaces.get(case.stage.kind) if case.is_open else None
    return workplace.where(user, case) if workplace else None


def given(case: Case, stage: Stage) -> dict[str, Any]:
    """What a room has for the record of a stage, by the names of the fields the stage asks for."""
    workplace = _workplaces.get(stage.kind)
    asked = {spec["name"] for spec in stage.record}
    values = workplace.gives(case) if workplace else {}
    return {name: value for name, value in values.items() if name in asked}


def outcome_given(case: Case) -> str:
    """The code of the outcome that a room has for a case; empty where none has."""
    for stage in case.version.stages.filter(kind=StageKind.OUTCOME):
        asked = [spec["name"] for spec in stage.record if spec.get("choices") == OUTCOMES]
        values = given(case, stage)
        if code := next((values[name] for name in asked if values.get(name)), ""):
            return str(code)
    return ""


def tell_recorded(stage_record: StageRecord, by: User) -> None:
    """Let the room of a stage know that it has been recorded, in the caller's transaction."""
    workplace = _workplaces.get(stage_record.stage.kind)
    if workplace:
        workplace.recorded(stage_record, by)

"""A protocol as one document, in the shape of `data/default_protocol.json`, and how people read it."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from exclusions.protocol.default import VERSION_FIELDS
from exclusions.protocol.enums import CLOSED, CountFrom, OutcomeKind, Owner
from exclusions.protocol.models import ProtocolVersion
from exclusions.protocol.records import OUTCOMES, RecordField, as_field

Document = dict[str, Any]
STAGE_FIELDS = (
    "number", "code", "kind", "name", "noun", "purpose", "owner", "days", "fast_days", "repeat_days",
    "count_from", "record", "leads_to",
)  # fmt: skip
OUTCOME_FIELDS = ("code", "label", "kind", "ends_early")


def document_of(version: ProtocolVersion) -> Document:
    """A version with its stages and outcome codes, as the document from which it could be made."""
    said = {name: deepcopy(getattr(version, name)) for name in VERSION_FIELDS}
    return said | {
        "stages": [_picked(stage, STAGE_FIELDS) for stage in version.stages.all()],
        "outcomes": [_picked(outcome, OUTCOME_FIELDS) for outcome in version.outcomes.all()],
    }


def _picked(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: deepcopy(getattr(row, name)) for name in names}


@dataclass(frozen=True)
class ReadStage:
    """A stage in words."""

    number: int
    code: str
    name: str
    noun: str
    purpose: str
    owner: str
    due: str
    follows: list[str]
    fields: list[RecordField]


@dataclass(frozen=True)
class Read:
    """A whole protocol in words."""

    stages: list[ReadStage]
    outcomes: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    settings: list[str]


def read(document: Document) -> Read:
    """The document for pages; it need not be complete."""
    names = names_of(document)
    return Read(
        stages=[_stage(stage, names, document) for stage in document["stages"]],
        outcomes=[
            {**outcome, "means": OutcomeKind(outcome["kind"]).label} for outcome in document["outcomes"]
        ],
        evidence=document.get("evidence", []),
        settings=settings_in_words(document),
    )


def names_of(document: Document) -> dict[str, str]:
    """Names of stages by code, and what is said where a case ends."""
    return {stage["code"]: stage["name"] for stage in document["stages"]} | {CLOSED: "The case closes"}


def _stage(stage: dict[str, Any], names: dict[str, str], document: Document) -> ReadStage:
    return ReadStage(
        **{name: stage.get(name, "") for name in ("number", "code", "name", "noun", "purpose")},
        owner=str(Owner(stage["owner"]).label),
        due=due_in_words(stage),
        follows=[names.get(code, code) for code in stage["leads_to"]],
        fields=fields_in(stage, document),
    )


def fields_in(stage: dict[str, Any], document: Document) -> list[RecordField]:
    """What a stage of a document asks, as the form is made from it."""
    outcomes = [(outcome["code"], outcome["label"]) for outcome in document["outcomes"]]
    return [
        as_field(outcomes if spec.get("choices") == OUTCOMES else None, **spec) for spec in stage["record"]
    ]


def due_in_words(stage: dict[str, Any]) -> str:
    """`10 school days from the alert; 5 on the fast track; 30 when it comes again`."""
    said = _days(stage["days"])
    if stage["days"]:
        said += f" {CountFrom(stage.get('count_from') or CountFrom.PREVIOUS).label}"
    if stage.get("fast_days") is not None:
        said += f"; {stage['fast_days']} where it is urgent or the head is considering permanent exclusion"
    if stage.get("repeat_days") not in (None, stage["days"]):
        said += f"; {stage['repeat_days']} when it comes again"
    return said


def _days(days: int) -> str:
    return f"{days} school day{'' if days == 1 else 's'}" if days else "The same day"


def settings_in_words(document: Document) -> list[str]:
    """What holds for the whole protocol, one sentence each."""
    return [
        f"A pause ends by itself after {_days(document['pause_days'])}.",
        f"The owner of a stage is told when it is {_days(document['tell_owner_after'])} late, the head of "
        f"service after {document['tell_head_after']}; after {document['list_after']} the case stands on the "
        "inclusion board’s list.",
    ]

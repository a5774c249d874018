"""What is wrong with a protocol that is being written: each fault named, with what to do about it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from exclusions.protocol.authoring.document import Document
from exclusions.protocol.enums import CLOSED, FieldKind, OutcomeKind, StageKind
from exclusions.protocol.records import OUTCOMES

MOST_DAYS = 250
# A case ends by the first; the others are addresses of a draft's parts.
RESERVED = {CLOSED, "stages", "outcomes", "evidence"}
ONE_EACH = (StageKind.ALERT, StageKind.TRIAGE)


@dataclass(frozen=True)
class Used:
    """What published versions have made of codes: stage and outcome codes by the kind they had."""

    stages: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)


def problems(document: Document, used: Used) -> list[str]:
    """Sentences; none where the document can be published."""
    found: list[str] = []
    for check in (_stages, _ways, _records, _outcomes, _evidence, _settings):
        found += check(document)
    found += _in_use("stage", document["stages"], used.stages, StageKind)
    found += _in_use("outcome", document["outcomes"], used.outcomes, OutcomeKind)
    return found


def _stages(document: Document) -> Iterator[str]:
    stages = document["stages"]
    yield from _codes("stages", stages)
    for stage in stages:
        called = f"Stage {stage['number']}"
        if not stage.get("name") or not stage.get("noun"):
            yield f"{called} needs a name, and a word for sentences."
        if stage["code"] in RESERVED:
            yield f"{called}: the code “{stage['code']}” means something else here. Choose another."
        for name in ("days", "fast_days", "repeat_days"):
            days = stage.get(name)
            if days is not None and not 0 <= days <= MOST_DAYS:
                yield f"{called}: choose 0 to {MOST_DAYS} school days."
    kinds = Counter(stage["kind"] for stage in stages)
    for kind in ONE_EACH:
        if kinds[kind] != 1:
            yield f"Exactly one stage must be for: {kind.label.lower()}. There are {kinds[kind]}."
    if stages and stages[0]["kind"] != StageKind.ALERT:
        yield "The alert must be the first stage: a case begins with it."


def _ways(document: Document) -> Iterator[str]:
    ways = {stage["code"]: stage["leads_to"] for stage in document["stages"]}
    names = {stage["code"]: stage["name"] for stage in document["stages"]}
    for code, leads_to in ways.items():
        if not leads_to:
            yield f"“{names[code]}” has no way out: say what may follow."
        for unknown in sorted(set(leads_to) - ways.keys() - {CLOSED}):
            yield f"“{names[code]}” leads to “{unknown}”, which is no stage."
    first = next(iter(ways), "")
    for code in [code for code in ways if code not in reached(ways, first)]:
        yield f"“{names[code]}” is never reached: no way from the alert leads there."
    for code in [code for code in ways if ways[code] and CLOSED not in reached(ways, code)]:
        yield f"From “{names[code]}” a case can never close: no way leads to an end."
    yield from _first_ways(document)


def _first_ways(document: Document) -> Iterator[str]:
    """A case is opened at the stage that its triage names first."""
    kinds = {stage["code"]: stage["kind"] for stage in document["stages"]}
    for stage in document["stages"]:
        if stage["kind"] == StageKind.ALERT and [kinds.get(c) for c in stage["leads_to"]] != [
            StageKind.TRIAGE
        ]:
            yield "The alert must lead to the triage and nowhere else."
        if stage["kind"] == StageKind.TRIAGE and set(stage["leads_to"]) <= {CLOSED}:
            yield "The triage must lead to a stage: that is where cases of concerns begin."


def reached(ways: dict[str, list[str]], start: str) -> set[str]:
    """Every code that can be reached from `start`, itself included."""
    seen, waiting = set(), [start]
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting += ways.get(code, [])
    return seen


def _records(document: Document) -> Iterator[str]:
    asks_outcome = False
    for stage in document["stages"]:
        called = f"The form of “{stage['name']}”"
        if not stage["record"]:
            yield f"{called} asks nothing: add a question."
        names = Counter(spec["name"] for spec in stage["record"])
        yield from (f"{called} has two questions with the code “{n}”." for n, c in names.items() if c > 1)
        for spec in stage["record"]:
            asks_outcome = asks_outcome or spec.get("choices") == OUTCOMES
            yield from (f"{called}: {fault}" for fault in _question(spec))
    if not asks_outcome:
        yield "No form asks for the outcome: a case could never be closed with one."


def _question(spec: dict[str, Any]) -> Iterator[str]:
    if not spec.get("label"):
        yield "a question has no words."
    if spec["kind"] == FieldKind.CHOICE and spec.get("choices") != OUTCOMES:
        codes = [code for code, _ in spec.get("choices") or []]
        if len(codes) < 2 or len(set(codes)) < len(codes):
            yield f"“{spec['label']}” needs two choices or more, each once."


def _outcomes(document: Document) -> Iterator[str]:
    yield from _codes("outcomes", document["outcomes"])
    kinds = [outcome["kind"] for outcome in document["outcomes"]]
    if OutcomeKind.DUPLICATE not in kinds:
        yield f"An outcome must mean: {OutcomeKind.DUPLICATE.label.lower()}. Else none could be closed so."
    for outcome in document["outcomes"]:
        if not outcome.get("label"):
            yield f"The outcome “{outcome['code']}” has no words."


def _evidence(document: Document) -> Iterator[str]:
    yield from _codes("items of evidence", document.get("evidence", []))


def _settings(document: Document) -> Iterator[str]:
    if not 1 <= document["pause_days"] <= MOST_DAYS:
        yield f"A pause lasts 1 to {MOST_DAYS} school days."
    steps = [document[name] for name in ("tell_owner_after", "tell_head_after", "list_after")]
    if steps != sorted(steps) or steps[0] < 1:
        yield (
            "Who is told what is late: the owner first, after at least one school day, then the head of "
            "service, then the list."
        )


def _codes(what: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    codes = Counter(row.get("code", "") for row in rows)
    if codes.pop("", 0):
        yield f"One of the {what} has no code."
    yield from (f"Two {what} have the code “{code}”." for code, count in codes.items() if count > 1)


def _in_use(what: str, rows: Iterable[dict[str, Any]], used: dict[str, str], kinds: Any) -> Iterator[str]:
    """Figures count by code over all versions: a code that was used keeps what it is for."""
    for row in rows:
        before = used.get(row["code"])
        if before and before != row["kind"]:
            yield (
                f"The code “{row['code']}” of an {what} is in use for: {kinds(before).label.lower()}. "
                "Give what is new a code of its own."
            )

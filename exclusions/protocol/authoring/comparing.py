"""What a draft changes, in words: one sentence for each change."""

from collections.abc import Iterator
from typing import Any

from exclusions.protocol.authoring.document import Document, due_in_words, names_of, settings_in_words
from exclusions.protocol.enums import FieldKind, OutcomeKind, Owner, StageKind
from exclusions.protocol.records import OUTCOMES


def differences(old: Document, new: Document) -> list[str]:
    """Sentences in the order of the protocol; none where nothing has changed."""
    return [
        *_settings(old, new),
        *_stages(old, new),
        *_rows("outcome", old, new),
        *_rows("evidence", old, new),
    ]


def _settings(old: Document, new: Document) -> Iterator[str]:
    for before, after in zip(settings_in_words(old), settings_in_words(new), strict=True):
        if before != after:
            yield f"{after} Before: {before}"


def _stages(old: Document, new: Document) -> Iterator[str]:
    before, after = _by_code(old["stages"]), _by_code(new["stages"])
    yield from (f"New stage: “{after[code]['name']}”." for code in after if code not in before)
    yield from (f"Gone: stage “{before[code]['name']}”." for code in before if code not in after)
    both = [code for code in after if code in before]
    if both != [code for code in before if code in after]:
        yield f"The order of stages is now: {', '.join(stage['name'] for stage in new['stages'])}."
    for code in both:
        called = f"“{after[code]['name']}”"
        yield from (f"{called}: {change}" for change in _stage(before[code], after[code], old, new))


def _stage(old: dict[str, Any], new: dict[str, Any], before: Document, after: Document) -> Iterator[str]:
    for name, label in (("name", "name"), ("noun", "word in sentences"), ("purpose", "purpose")):
        if old.get(name, "") != new.get(name, ""):
            yield f"the {label} was “{old.get(name, '')}”, is “{new.get(name, '')}”."
    if old["owner"] != new["owner"]:
        yield f"was owned by {_label(Owner, old['owner'])}, is by {_label(Owner, new['owner'])}."
    if old["kind"] != new["kind"]:
        yield f"was for: {_label(StageKind, old['kind'])}; is for: {_label(StageKind, new['kind'])}."
    if due_in_words(old) != due_in_words(new):
        yield f"was due within {due_in_words(old)}; is due within {due_in_words(new)}."
    if old["leads_to"] != new["leads_to"]:
        yield f"may now be followed by {_follows(new, after)}; before by {_follows(old, before)}."
    yield from _questions(old, new)


def _follows(stage: dict[str, Any], document: Document) -> str:
    names = names_of(document)
    return ", ".join(names.get(code, code) for code in stage["leads_to"]) or "nothing"


def _questions(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before, after = _by_code(old["record"], "name"), _by_code(new["record"], "name")
    yield from (f"asks anew: “{after[n]['label']}”." for n in after if n not in before)
    yield from (f"no longer asks: “{before[n]['label']}”." for n in before if n not in after)
    for name in [name for name in after if name in before]:
        if before[name] != after[name]:
            yield f"the question “{after[name]['label']}” has changed: {_change(before[name], after[name])}."
    if [n for n in before if n in after] != [n for n in after if n in before]:
        yield "its questions stand in another order."


def _change(old: dict[str, Any], new: dict[str, Any]) -> str:
    said = []
    if old["label"] != new["label"]:
        said.append(f"its words were “{old['label']}”")
    if old.get("hint", "") != new.get("hint", ""):
        said.append("its hint is another")
    if old["kind"] != new["kind"]:
        said.append(f"it takes {_label(FieldKind, new['kind'])}, before {_label(FieldKind, old['kind'])}")
    if bool(old.get("required")) != bool(new.get("required")):
        said.append("it must be answered" if new.get("required") else "it may be left open")
    if old.get("choices") != new.get("choices"):
        said.append(f"its choices are: {_choices(new)}")
    return "; ".join(said) or "how it is shown"


def _choices(spec: dict[str, Any]) -> str:
    choices = spec.get("choices") or []
    return "the outcomes" if choices == OUTCOMES else ", ".join(label for _, label in choices)


def _rows(what: str, old: Document, new: Document) -> Iterator[str]:
    key, called = {"outcome": ("outcomes", "outcome"), "evidence": ("evidence", "evidence")}[what]
    before, after = _by_code(old.get(key, [])), _by_code(new.get(key, []))
    yield from (f"New {called}: “{after[code]['label']}”." for code in after if code not in before)
    yield from (f"Gone: {called} “{before[code]['label']}”." for code in before if code not in after)
    for code in [code for code in after if code in before]:
        yield from _row(called, before[code], after[code])
    if [c for c in before if c in after] != [c for c in after if c in before]:
        yield f"The order of the {called} list has changed."


def _row(called: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    if old["label"] != new["label"]:
        yield f"The {called} “{old['label']}” now reads “{new['label']}”."
    if old.get("hint", "") != new.get("hint", ""):
        yield f"The hint of the {called} “{new['label']}” is another."
    if old.get("kind") != new.get("kind"):
        yield f"The outcome “{new['label']}” now means: {_label(OutcomeKind, new['kind'])}."
    if bool(old.get("ends_early")) != bool(new.get("ends_early")):
        may = "may now" if new.get("ends_early") else "may no longer"
        yield f"The outcome “{new['label']}” {may} end a case at any stage."


def _by_code(rows: list[dict[str, Any]], key: str = "code") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def _label(choices: Any, code: str) -> str:
    return str(choices(code).label).lower()

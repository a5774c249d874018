"""Valid records of stages, and cases put where a test needs them."""

from datetime import date

from exclusions.protocol import services
from exclusions.protocol.models import Case, Stage

VALUES = {"text": "As it was said.", "date": date(2026, 11, 13), "yes_no": True}


def filled(stage: Stage, **changes) -> dict:
    """Everything a stage asks, filled in; `changes` by field name."""
    recorded = {}
    for field in stage.record:
        if field["kind"] == "choice":
            outcomes = field["choices"] == "outcomes"
            recorded[field["name"]] = "AVERTED_SAME" if outcomes else field["choices"][0][0]
        else:
            recorded[field["name"]] = VALUES[field["kind"]]
    return recorded | changes


def move(case: Case, *route: str, by) -> Case:
    """Complete the stages of a case one after the other."""
    for code in route:
        case = services.complete_stage(
            case=case,
            recorded=filled(case.stage),
            next_stage=code,
            by=by,
            seen_revision=case.revision,
        )
    return case


def put_at(case: Case, code: str) -> Case:
    """A case at another stage, without having gone there."""
    stage = case.version.stages.get(code=code)
    case.stage_records.update(stage=stage)
    case.stage = stage
    case.save(update_fields=["stage"])
    return case

"""Managed move as a kind of measure."""

from collections.abc import Mapping
from typing import Any

from exclusions.measures.enums import OPEN, MeasureKind, State
from exclusions.measures.listing import MoveTable
from exclusions.measures.models import Direction, Move
from exclusions.measures.moves.forms import MoveForm
from exclusions.measures.moves.rules import GUIDANCE, RULES
from exclusions.measures.moves.steps import STEPS
from exclusions.measures.spec import KindSpec
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil, SafeguardingTransfer


def facts(move: Move) -> list[tuple[str, str]]:
    """What the record says, with what was tried at that school and where the safeguarding file is."""
    return [
        ("Receiving school", move.to_school.name if move.to_school else ""),
        ("Why", move.reasons),
        ("What was tried first", move.tried),
        ("Off-site direction there before", _tried_there(move)),
        ("What the pupil says", move.pupil_view),
        ("What the receiving school must know", move.risk),
        ("Support plan", move.support),
        ("Safeguarding file", _file(move)),
    ]


def _tried_there(move: Move) -> str:
    rows = Direction.objects.of_pupil(move.pupil).standing().filter(to_school=move.to_school)
    return ", ".join(f"{row.reference}, from {plain_date(row.starts_on)}" for row in rows)


def _file(move: Move) -> str:
    rows = SafeguardingTransfer.objects.filter(pupil__in=move.pupil.records)
    files = rows.filter(from_school=move.school, to_school=move.to_school)
    return ", ".join(
        f"{f.reference}: {f.get_state_display().lower()}, due {plain_date(f.due_on)}" for f in files
    )


def check(pupil: Pupil, answers: Mapping[str, Any], without: int | None) -> None:
    """One move at a time."""
    rows = Move.objects.of_pupil(pupil).filter(state__in=OPEN).exclude(pk=without or 0)
    if other := rows.first():
        raise Refused(f"A managed move of this pupil is open already: {other.reference}.")


MOVE = KindSpec(
    kind=MeasureKind.MOVE,
    slug="moves",
    label="Managed move",
    plural="Managed moves",
    a_noun="a managed move",
    intro=(
        "A voluntary move to another school, agreed by the parents and the receiving school. Nobody may be "
        "pressed into it.",
        "It is permanent from the first day: since 26 July 2026 there is no trial. The only way to try first "
        "is an off-site direction.",
    ),
    law=GUIDANCE,
    model=Move,
    form=MoveForm,
    table=MoveTable,
    rules=RULES,
    steps=STEPS,
    outcomes={},
    facts=facts,
    check=check,
    first_state=State.TALKS,
    field_words={
        "starts_on": "first day on the new roll",
        "planned_end_on": "end of the trial",
        "to_school": "receiving school",
        "reasons": "why",
        "tried": "what was tried first",
        "pupil_view": "what the pupil says",
        "risk": "what the receiving school must know",
    },
)

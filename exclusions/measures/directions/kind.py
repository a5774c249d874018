"""Off-site direction as a kind of measure."""

from collections.abc import Mapping
from typing import Any

from exclusions.measures.directions.forms import DirectionForm
from exclusions.measures.directions.rules import REGULATIONS, RULES
from exclusions.measures.directions.steps import OUTCOMES, STEPS
from exclusions.measures.enums import MeasureKind
from exclusions.measures.listing import DirectionTable
from exclusions.measures.models import Direction
from exclusions.measures.spec import KindSpec
from exclusions.suspensions.days import in_days
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil


def facts(direction: Direction) -> list[tuple[str, str]]:
    """What the record says, as label and words."""
    host = direction.host
    if direction.to_school and direction.to_school.name != host:
        host = f"{host} ({direction.to_school.name})"
    times = f"{direction.session_starts:%H:%M} to {direction.session_ends:%H:%M}. Breaks: {direction.breaks}"
    weeks = direction.review_weeks
    return [
        ("Where", f"{host}\n{direction.address}"),
        ("Reports to", direction.report_to),
        ("Length", in_days(direction.sessions)),
        ("Times", times),
        ("Why", direction.reasons),
        ("What it is to achieve", direction.objectives),
        ("What the pupil says", direction.pupil_view),
        ("On both schools’ rolls", "Yes" if direction.is_dual else "No"),
        ("Reviews", f"every {weeks} week{'' if weeks == 1 else 's'}, as the governing board chose"),
        ("Education, health and care plan", "Yes" if direction.has_plan else "No"),
    ]


def check(pupil: Pupil, answers: Mapping[str, Any], without: int | None) -> None:
    """A pupil is in one place at a time."""
    rows = Direction.objects.of_pupil(pupil).standing().exclude(pk=without or 0)
    other = rows.touching(answers["starts_on"], answers["planned_end_on"]).first()
    if other is not None:
        raise Refused(
            f"There is an off-site direction in those days already: {other.reference}, from "
            f"{plain_date(other.starts_on)} to {plain_date(other.last_day)}."
        )


DIRECTION = KindSpec(
    kind=MeasureKind.DIRECTION,
    slug="directions",
    label="Off-site direction",
    plural="Off-site directions",
    a_noun="an off-site direction",
    intro=(
        "To improve a pupil’s behaviour, for a limited time, with the school still responsible. It is no "
        "punishment, and no way around an exclusion.",
        "The parents have the written notice at least 2 school days before it starts.",
    ),
    law=REGULATIONS,
    model=Direction,
    form=DirectionForm,
    table=DirectionTable,
    rules=RULES,
    steps=STEPS,
    outcomes=OUTCOMES,
    facts=facts,
    check=check,
    shares=True,
    field_words={
        "starts_on": "first day",
        "planned_end_on": "planned last day",
        "host": "where",
        "to_school": "school of the register",
        "address": "address",
        "report_to": "person to report to",
        "sessions": "length in half days",
        "session_starts": "beginning of the day",
        "session_ends": "end of the day",
        "breaks": "breaks",
        "reasons": "why",
        "objectives": "what it is to achieve",
        "pupil_view": "what the pupil says",
        "is_dual": "on both rolls",
        "has_plan": "education, health and care plan",
        "review_weeks": "weeks between reviews",
    },
)

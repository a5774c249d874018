"""Every kind of measure, in the order in which people see them."""

from exclusions.measures.directions.kind import DIRECTION
from exclusions.measures.meetings.kind import MEETING
from exclusions.measures.models import Measure
from exclusions.measures.moves.kind import MOVE
from exclusions.measures.separations.kind import SEPARATION
from exclusions.measures.spec import KindSpec
from exclusions.measures.timetables.kind import TIMETABLE

KINDS: dict[str, KindSpec] = {spec.kind: spec for spec in (DIRECTION, MOVE, MEETING, TIMETABLE, SEPARATION)}
SLUGS: dict[str, KindSpec] = {spec.slug: spec for spec in KINDS.values()}


def spec_of(measure: Measure) -> KindSpec:
    return KINDS[measure.kind]

"""Every kind of measure, in the order in which people see them."""

from exclusions.measures.directions.kind import DIRECTION
from exclusions.measures.models import Measure
from exclusions.measures.spec import KindSpec

KINDS: dict[str, KindSpec] = {spec.kind: spec for spec in (DIRECTION,)}
SLUGS: dict[str, KindSpec] = {spec.slug: spec for spec in KINDS.values()}


def spec_of(measure: Measure) -> KindSpec:
    return KINDS[measure.kind]

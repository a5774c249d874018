"""What the pages of a plan show: its parts in words, the map, promises, links."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from exclusions.ownplans import safety_map
from exclusions.ownplans.models import OwnPlan, Promise
from exclusions.ownplans.parts import PARTS, Content, Part, Said, in_words, is_begun

MAP_OF = "places"


@dataclass(frozen=True)
class ShownPart:
    """A part with what it says: groups of questions and answers. `map` only where places are named."""

    part: Part
    groups: list[list[Said]]
    is_begun: bool
    map: dict[str, Any] | None


def shown(content: dict[str, Content], only: list[str] | None = None) -> list[ShownPart]:
    """Every part in order, or those of these codes."""
    return [_shown(part, content.get(part.code, {})) for part in PARTS if only is None or part.code in only]


def _shown(part: Part, content: Content) -> ShownPart:
    drawn = safety_map.drawn(content) if part.code == MAP_OF else None
    # The map's own list says what the groups would.
    groups = [] if drawn else list(in_words(part, content))
    return ShownPart(part, groups, is_begun(content), drawn)


def promises_of(plan: OwnPlan) -> QuerySet[Promise]:
    return plan.promises.select_related("owner", "kept_by")

"""The safety map: the young person in the middle, safe places near, unsafe ones far, a sector for each area.

The list beside it says the same with the same numbers (domain.md 6.3): the picture adds nothing to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from exclusions.ownplans.enums import Area, Feeling, TimeBand
from exclusions.ownplans.parts import Content, rows_of

SIZE = 480
# How far from the middle a place is drawn, by how it feels.
DISTANCE = {Feeling.SAFE: 85, Feeling.MIXED: 140, Feeling.UNSAFE: 195}
LABEL_AT = 226


@dataclass(frozen=True)
class Place:
    number: int
    name: str
    area: str
    feeling: Feeling
    when: str
    why: str
    better: str
    x: int
    y: int


@dataclass(frozen=True)
class Sector:
    label: str
    x: int
    y: int


def places(content: Content) -> list[Place]:
    """Every place of the list that has a name, numbered as in it."""
    rows = [row for row in rows_of(content) if row.get("place")]
    by_area = {
        area: [row for row in rows if (row.get("area") or Area.NEIGHBOURHOOD) == area] for area in Area
    }
    found = []
    for number, row in enumerate(rows, start=1):
        area = Area(row.get("area") or Area.NEIGHBOURHOOD)
        feeling = Feeling(row.get("feeling") or Feeling.MIXED)
        beside = [other for other in by_area[area] if (other.get("feeling") or Feeling.MIXED) == feeling]
        position = next(n for n, other in enumerate(beside) if other is row)
        x, y = _at(_angle(area, position, len(beside)), DISTANCE[feeling])
        when = TimeBand(row["when"]).label if row.get("when") else ""
        found.append(
            Place(
                number,
                row["place"],
                str(area.label),
                feeling,
                str(when),
                row.get("why", ""),
                row.get("better", ""),
                x,
                y,
            )
        )
    return found


def sectors() -> list[Sector]:
    """The areas round the middle, with where their names stand."""
    return [Sector(str(area.label), *_at(_angle(area, 0, 1), LABEL_AT)) for area in Area]


def _angle(area: Area, position: int, beside: int) -> float:
    """Places of one sector that feel alike spread over it, the first sector at the top."""
    width = 2 * pi / len(Area)
    middle = list(Area).index(area) * width - pi / 2
    return middle + width * ((position + 0.5) / beside - 0.5) * 0.8


def _at(angle: float, distance: int) -> tuple[int, int]:
    return round(SIZE / 2 + distance * cos(angle)), round(SIZE / 2 + distance * sin(angle))


def drawn(content: Content) -> dict[str, Sequence[object] | int] | None:
    """What the picture's template needs; None where no place is named."""
    found = places(content)
    return {"places": found, "sectors": sectors(), "middle": SIZE // 2} if found else None

"""The protocol as a picture: SVG from the same data as the list beside it, without style or script.

Stages stand in a column. What follows next is an arrow down; jumps ahead bow to the right, ways back to
the left.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exclusions.protocol.authoring.document import Document
from exclusions.protocol.enums import CLOSED

WIDTH, BOX, HEIGHT, GAP, TOP = 480, 220, 46, 30, 10
LEFT = (WIDTH - BOX) // 2
MOST_BOW = LEFT - 14


@dataclass(frozen=True)
class Box:
    """A stage, or the end."""

    label: str
    y: int
    is_end: bool = False

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2


@dataclass(frozen=True)
class Arrow:
    """A way from one box to another, as the path that draws it."""

    path: str


def picture(document: Document) -> SafeString:
    """The `<svg>` element. Its description tells each way in words; a page shows the list as well."""
    boxes, arrows = layout(document)
    names = {stage["code"]: stage["name"] for stage in document["stages"]} | {CLOSED: "the end"}
    ways = [
        f"{stage['name']} leads to {', '.join(names.get(code, code) for code in stage['leads_to'])}."
        for stage in document["stages"]
    ]
    height = TOP * 2 + len(boxes) * (HEIGHT + GAP) - GAP
    context = {"boxes": boxes, "arrows": arrows, "ways": " ".join(ways), "width": WIDTH, "height": height}
    context |= {"left": LEFT, "box": BOX, "box_height": HEIGHT, "center": WIDTH // 2}
    return render_to_string("protocol/_picture.svg", context)


def layout(document: Document) -> tuple[list[Box], list[Arrow]]:
    """Boxes from the top down, the end last, and an arrow for each way that leads somewhere."""
    labels = [f"{stage['number']} {stage['name']}" for stage in document["stages"]] + ["The case closes"]
    last = len(labels) - 1
    boxes = [Box(label, TOP + i * (HEIGHT + GAP), i == last) for i, label in enumerate(labels)]
    places = {stage["code"]: i for i, stage in enumerate(document["stages"])} | {CLOSED: last}
    ways = [
        (places[stage["code"]], places[code])
        for stage in document["stages"]
        for code in stage["leads_to"]
        if code in places
    ]
    return boxes, [_arrow(boxes, start, end) for start, end in ways]


def _arrow(boxes: list[Box], start: int, end: int) -> Arrow:
    one, other = boxes[start], boxes[end]
    if end == start + 1:
        x = WIDTH // 2
        return Arrow(f"M{x} {one.y + HEIGHT} L{x} {other.y - 4}")
    if end == start:
        x = LEFT + BOX
        return Arrow(f"M{x} {one.middle - 10} C{x + 34} {one.middle - 16} {x + 34} {one.middle + 16} "
                     f"{x + 4} {one.middle + 10}")  # fmt: skip
    ahead = end > start
    x, sign = (LEFT + BOX, 1) if ahead else (LEFT, -1)
    bow = min(20 + 16 * abs(end - start), MOST_BOW)
    shift = 6 if ahead else -6
    return Arrow(f"M{x} {one.middle + shift} C{x + sign * bow} {one.middle} {x + sign * bow} {other.middle} "
                 f"{x + sign * 4} {other.middle - shift}")  # fmt: skip

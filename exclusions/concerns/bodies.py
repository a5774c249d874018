"""The areas of a body on which an injury can be marked, and where each is drawn.

A figure is drawn 100 wide and 250 high. Left and right are the child's own: seen from the front, the
child's right is on the left of the picture. `shape` is an ellipse: centre across, centre down, half
width, half height, as drawn from the front; from behind it is mirrored.
"""

from dataclasses import dataclass

SIDES = {"front": "Front", "back": "Back"}
WIDTH = 100


@dataclass(frozen=True)
class Area:
    code: str
    label: str
    shape: tuple[float, float, float, float]
    sides: tuple[str, ...] = ("front", "back")

    def drawn(self, side: str) -> tuple[float, float, float, float]:
        """The ellipse as seen from this side."""
        across, down, half_width, half_height = self.shape
        return (across if side == "front" else WIDTH - across, down, half_width, half_height)


def _pair(code: str, label: str, across: float, down: float, *half: float) -> list[Area]:
    """The child's right and left; `across` is where the right one is drawn from the front."""
    right = Area(f"right_{code}", f"Right {label}", (across, down, *half))  # type: ignore[arg-type]
    left = Area(f"left_{code}", f"Left {label}", (WIDTH - across, down, *half))  # type: ignore[arg-type]
    return [right, left]


AREAS = {
    area.code: area
    for area in (
        Area("head", "Head", (50, 11, 10, 7)),
        Area("face", "Face", (50, 25, 9, 8), ("front",)),
        *_pair("ear", "ear", 39, 24, 3, 5),
        Area("neck", "Neck", (50, 38, 6, 5)),
        *_pair("shoulder", "shoulder", 34, 48, 8, 6),
        Area("chest", "Chest", (50, 62, 14, 13), ("front",)),
        Area("upper_back", "Upper back", (50, 62, 14, 13), ("back",)),
        Area("stomach", "Stomach", (50, 88, 13, 12), ("front",)),
        Area("lower_back", "Lower back", (50, 88, 13, 12), ("back",)),
        Area("groin", "Groin", (50, 109, 12, 8), ("front",)),
        Area("buttocks", "Buttocks", (50, 110, 15, 9), ("back",)),
        *_pair("upper_arm", "upper arm", 28, 66, 6, 12),
        *_pair("elbow", "elbow", 24, 83, 5, 5),
        *_pair("forearm", "forearm", 20, 100, 5, 12),
        *_pair("hand", "hand", 15, 121, 6, 8),
        *_pair("thigh", "thigh", 41, 140, 8, 21),
        *_pair("knee", "knee", 40, 169, 6, 7),
        *_pair("lower_leg", "lower leg", 40, 197, 6, 20),
        *_pair("foot", "foot", 38, 227, 8, 9),
    )
}


def spots(side: str) -> list[Area]:
    """The areas that show on one side, from head to foot."""
    return [area for area in AREAS.values() if side in area.sides]

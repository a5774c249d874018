"""What a total crosses: duties that begin, limits that are near, and the one that nobody may pass."""

from dataclasses import dataclass

# In sessions. A school may suspend for no more than 45 school days in an academic year (domain.md 1.4).
YEAR_LIMIT = 90
# The total of a term above which the board is told, and above which it must meet (domain.md 1.3, 1.5).
BOARD_IS_TOLD_ABOVE = 10
BOARD_MEETS_ABOVE = 30


@dataclass(frozen=True)
class Threshold:
    """A total, in sessions, that is reached or passed, and what that means for people."""

    sessions: int
    is_passed_above: bool
    means: str

    def is_crossed_by(self, total: int) -> bool:
        return total > self.sessions if self.is_passed_above else total >= self.sessions


TERM = (
    Threshold(6, False, "3 days in a term: think about what else would help before the total passes 5."),
    Threshold(
        BOARD_IS_TOLD_ABOVE,
        True,
        "More than 5 days in a term: the governing board is told without "
        "delay and meets if the parents make representations.",
    ),
    Threshold(25, False, "12.5 days in a term: the governing board must meet once the total passes 15."),
    Threshold(
        BOARD_MEETS_ABOVE,
        True,
        "More than 15 days in a term: the governing board must meet within 15 school days.",
    ),
)
YEAR = (
    Threshold(40, False, "20 days in the academic year."),
    Threshold(60, False, "30 days in the academic year."),
    Threshold(80, False, "40 days in the academic year: 5 are left of the 45 that the law allows."),
    Threshold(YEAR_LIMIT, False, "45 days in the academic year: no further suspension is lawful this year."),
)


def crossed(thresholds: tuple[Threshold, ...], total: int) -> list[Threshold]:
    """Those that a total has reached, the highest last."""
    return [threshold for threshold in thresholds if threshold.is_crossed_by(total)]


def newly_crossed(thresholds: tuple[Threshold, ...], before: int, total: int) -> list[Threshold]:
    """Those that a total reaches and the total before it did not."""
    return [t for t in crossed(thresholds, total) if not t.is_crossed_by(before)]

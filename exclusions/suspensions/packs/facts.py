"""What the law needs to know of one suspension or permanent exclusion."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import SuspensionKind
from schools.register.enums import Regime


class PanelOutcome(Enum):
    """What an independent review panel can decide; it cannot reinstate (domain.md 1.6)."""

    UPHELD = "uphold"
    RECOMMENDED = "recommend"
    QUASHED = "quash"


NO_DAYS = Days()


@dataclass(frozen=True)
class Facts:
    """One exclusion as it stands now; None where something has not happened, or is not known yet.

    Sessions are half school days, a lunchtime being one (domain.md 1.4). `term_sessions` is the pupil's total
    of the statutory term with this exclusion in it, across schools; where the exclusion lies in two terms,
    the greater of the two totals. `run_starts_on` is the first day of the unbroken run of suspended school
    days that this suspension goes on, its own first day where nothing precedes it.
    """

    kind: SuspensionKind
    regime: Regime
    starts_on: date
    days: Days = NO_DAYS
    term_sessions: int = 0
    run_starts_on: date | None = None
    term_ends_on: date | None = None
    # The pupil.
    looked_after: bool = False
    has_social_worker: bool = False
    lives_elsewhere: bool = False
    of_compulsory_age: bool = True
    # First and last day of compulsory school age, where the date of birth is known; of year 11 the day of the
    # last public examination.
    compulsory_age: tuple[date, date] | None = None
    last_exam_on: date | None = None
    # First day of the pupil's next suspension or permanent exclusion.
    next_starts_on: date | None = None
    # A public examination or national curriculum test that the pupil misses, and the day of the first.
    misses_test: bool = False
    test_on: date | None = None
    # What happened since.
    noticed_on: date | None = None
    represented_on: date | None = None
    considered_on: date | None = None
    board_meets_on: date | None = None
    board_decided_on: date | None = None
    reinstated_on: date | None = None
    decision_told_on: date | None = None
    waived_on: date | None = None
    applied_on: date | None = None
    panel_told_on: date | None = None
    panel_outcome: PanelOutcome | None = None
    review_ended_on: date | None = None
    reconsidered_on: date | None = None
    cancelled_on: date | None = None
    # First day of the education that was found, and when the parents were told of it.
    educated_on: date | None = None
    education_told_on: date | None = None

    @property
    def is_permanent(self) -> bool:
        return self.kind == SuspensionKind.PERMANENT

    @property
    def is_lunchtime(self) -> bool:
        return self.kind == SuspensionKind.LUNCHTIME

    @property
    def board_has_notice_on(self) -> date:
        """The day from which the board's time runs: the first day of the exclusion until one is entered."""
        return self.noticed_on or self.starts_on

    def is_taught_on(self, day: date) -> bool:
        """Whether education is owed on a day: within compulsory school age, and not after the last
        examination of year 11 (domain.md 1.7).
        """
        if self.last_exam_on is not None and day > self.last_exam_on:
            return False
        if self.compulsory_age is None:
            return self.of_compulsory_age
        return self.compulsory_age[0] <= day <= self.compulsory_age[1]

    @property
    def is_over(self) -> bool:
        """The pupil was let back by cancellation or reinstatement: what was still to come falls away."""
        return self.cancelled_on is not None or self.reinstated_on is not None

from typing import TYPE_CHECKING

from portal.core.errors import WrongState

if TYPE_CHECKING:
    from exclusions.ownplans.models import OwnPlanPart


class StalePart(WrongState):
    """Somebody changed this part on another device since it was opened. `newer` is what stands now."""

    def __init__(self, newer: "OwnPlanPart") -> None:
        super().__init__("This page was changed on another device while you had it open.")
        self.newer = newer

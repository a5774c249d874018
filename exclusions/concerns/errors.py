"""Refusals of this room that callers tell apart."""

from typing import TYPE_CHECKING

from portal.core.errors import Refused, WrongState

if TYPE_CHECKING:
    from exclusions.concerns.models import Draft


class StaleDraft(WrongState):
    """The draft was saved elsewhere since this page read it. `newer` is the draft as it is now."""

    def __init__(self, newer: "Draft") -> None:
        super().__init__("This draft was changed on another device or in another window.")
        self.newer = newer


class AlreadySent(WrongState):
    """The draft has been sent: `leads_to` is the page of what became of it."""

    def __init__(self, leads_to: str) -> None:
        super().__init__("This concern has been sent. Add to it instead.")
        self.leads_to = leads_to


class Incomplete(Refused):
    """Something is missing before a draft can be sent: the draft page names each field."""

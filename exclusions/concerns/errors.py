"""Refusals of this room that callers tell apart."""

from portal.core.errors import Refused, WrongState


class AlreadySent(WrongState):
    """The draft has been sent: `leads_to` is the page of what became of it."""

    def __init__(self, leads_to: str) -> None:
        super().__init__("This concern has been sent. Add to it instead.")
        self.leads_to = leads_to


class Incomplete(Refused):
    """Something is missing before a draft can be sent: the draft page names each field."""

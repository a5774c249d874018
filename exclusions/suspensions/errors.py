"""Refusals of this room that callers tell apart."""

from portal.core.errors import Refused, WrongState


class AlreadyRecorded(WrongState):
    """The draft has been recorded: `leads_to` is the page of what became of it."""

    def __init__(self, leads_to: str) -> None:
        super().__init__("This has been recorded. Correct the record instead.")
        self.leads_to = leads_to


class Incomplete(Refused):
    """Something is missing before a draft can be recorded: the draft's page names each field."""


class Unlawful(Refused):
    """More days than the law allows in an academic year."""


class Overlaps(Refused):
    """The pupil is suspended from one of these sessions already."""

"""Drafts that one author writes on several devices: what another of them saved since is never lost unseen.

A draft is a row with `content`, `saved_at` and `version`, which counts its saves. A page carries the version
that it has read; whoever saves, sends or throws the draft away by that page says which it was.
"""

from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from portal.core.errors import WrongState


class Draft(Protocol):
    content: Any
    saved_at: datetime
    version: int

    def save(self, *, update_fields: list[str]) -> None: ...


class StaleDraft(WrongState):
    """The draft was saved elsewhere since this page read it. `newer` is the draft as it is now; None where
    it was sent or deleted there.
    """

    def __init__(self, newer: Any) -> None:
        done = "changed" if newer is not None else "sent or deleted"
        super().__init__(f"This draft was {done} on another device or in another window.")
        self.newer = newer


def insist(draft: Draft, version: int | None) -> None:
    """Raises StaleDraft where `version`, the one that a page has read, is not the draft's any more.

    The draft's row is locked by the caller. None asks nothing: no page stands behind it.
    """
    if version is not None and version != draft.version:
        raise StaleDraft(draft)


def keep(draft: Draft, content: Any, *, version: int, **also: Any) -> None:
    """Save what is typed, and columns besides, as the next version. The same content again changes nothing.

    The draft's row is locked by the caller. Raises StaleDraft where it was saved since `version`.
    """
    if draft.content == content:
        return
    insist(draft, version)
    changes = {"content": content, "saved_at": timezone.now(), "version": draft.version + 1, **also}
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(changes))


def saved(draft: Draft) -> dict[str, Any]:
    """What the page of a draft is told of its saving: the version to send next, and when in local time."""
    return {"version": draft.version, "saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"}


def stale(problem: StaleDraft, leads_to: str) -> dict[str, Any]:
    """What the page of a draft is told where it was saved elsewhere; `leads_to` is for one that is gone."""
    if problem.newer is None:
        return {"problem": "sent", "message": str(problem), "leads_to": leads_to}
    return {"problem": "stale", "message": str(problem), **saved(problem.newer)}

"""Rooms say what stands in the navigation; the shell asks permissions and shows it.

`register(Item("Inbox", "inbox:queue", permission="inbox.see_queue", order=20))` in an app's `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True, order=True)
class Item:
    """One entry: `permission` is a django-rules name; None means every signed-in person.

    `count` answers how many wait behind the entry, in one cheap query. What is set up once and seldom opened
    says in a sentence what it is `about`: whoever has several such entries finds them on one page, so that
    the bar of every page holds what people work with.
    """

    order: int
    label: str
    url_name: str
    permission: str | None = None
    count: "Callable[[User], int] | None" = field(default=None, compare=False)
    about: str = field(default="", compare=False)


@dataclass(frozen=True)
class Shown:
    """An entry as one person sees it."""

    label: str
    url_name: str
    waiting: int


SET_UP = Item(99, "Set up", "core:set_up")
_items: list[Item] = []


def register(*items: Item) -> None:
    """Add entries. Called once at start-up by each room."""
    _items.extend(item for item in items if item not in _items)
    _items.sort()


def for_user(user: "User") -> list[Shown]:
    """The entries this person may use, in order, with what waits behind them."""
    mine = _allowed(user)
    if gathered := _gathered(mine):
        mine = [*(item for item in mine if item not in gathered), SET_UP]
    return [Shown(item.label, item.url_name, item.count(user) if item.count else 0) for item in mine]


def to_set_up(user: "User") -> list[Item]:
    """The entries of the page *Set up*, by their names; none for whom they stand in the bar."""
    return sorted(_gathered(_allowed(user)), key=lambda item: item.label)


def _gathered(items: list[Item]) -> list[Item]:
    """Those that stand on the page of their own: a single one does not."""
    found = [item for item in items if item.about]
    return found if len(found) > 1 else []


def _allowed(user: "User") -> list[Item]:
    return [item for item in _items if item.permission is None or user.has_perm(item.permission)]

"""The parts of a pupil's page. A room above adds one: its tab shows the panels of subject `pupil_<name>`."""

from dataclasses import dataclass

from portal.accounts.models import User


@dataclass(frozen=True, order=True)
class Tab:
    """`permission` is asked without a record: may this person ever see such a thing."""

    order: int
    name: str
    label: str
    permission: str


_tabs: list[Tab] = []


def register_tab(tab: Tab) -> None:
    """Add a tab. Called once at start-up by each room."""
    if tab not in _tabs:
        _tabs.append(tab)
        _tabs.sort()


def tabs_for(user: User) -> list[Tab]:
    """The tabs of rooms above that this person may open."""
    return [tab for tab in _tabs if user.has_perm(tab.permission)]

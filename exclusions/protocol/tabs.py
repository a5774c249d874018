"""The parts of a case's page. A room above adds one: it shows the panels of subject `case_<name>`.

    tabs.register(Tab(30, "meetings", "Meetings", "meetings.see_meetings"))
    subjects.register(Panel("case_meetings", "list", 10, "meetings/_case.html", case_meetings))

A panel is loaded only while its tab is open. Panels of subject `case_now` stand on the first part.
"""

from dataclasses import dataclass

from exclusions.protocol.models import Case
from portal.accounts.models import User


@dataclass(frozen=True, order=True)
class Tab:
    """`permission` is asked with the case. `url_name` is a page of the room's own instead of panels: it
    takes the case's reference and is drawn with `casepage.CasePage`."""

    order: int
    name: str
    label: str
    permission: str = "protocol.see_case"
    url_name: str = ""


_tabs: list[Tab] = []


def register(*tabs: Tab) -> None:
    """Add tabs. Called once at start-up by each room."""
    names = {tab.name for tab in _tabs}
    _tabs.extend(tab for tab in tabs if tab.name not in names)
    _tabs.sort()


def tabs_for(user: User, case: Case) -> list[Tab]:
    """The tabs of a case that this person may open."""
    return [tab for tab in _tabs if user.has_perm(tab.permission, case)]

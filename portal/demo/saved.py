"""Filters that people of the demo have kept under a name."""

from portal.accounts.enums import Role
from portal.demo.people import demo_people
from portal.saved.services import save_view

VIEWS = (
    (Role.LEAD_SOCIAL_WORKER, "Inbox", "Overdue, exploitation", "tab=overdue&kind=exploitation"),
    (Role.LEAD_SOCIAL_WORKER, "Inbox", "In danger", "tab=waiting&urgency=danger"),
    (Role.DSL, "Concerns", "Open, nothing written of what we did", "state=open&outcome=follow_up"),
)


def keep_views() -> None:
    people = demo_people()
    for role, listed, name, query in VIEWS:
        save_view(listed=listed, name=name, query=query, is_default=False, by=people[role])

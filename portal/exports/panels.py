"""One's own page leads to one's own files."""

from typing import Any

from portal.accounts.models import User
from portal.core.subjects import Panel
from portal.exports.models import Export
from schools.register.models import School


def own_files(user: User, person: User) -> dict[str, Any] | None:
    """Only where there is one, and to nobody else: which lists somebody took out is not others' to see."""
    if user.pk != person.pk or not Export.objects.visible_to(user).exists():
        return None
    return {}


def copy_of_school(user: User, school: School) -> dict[str, Any] | None:
    """The way to everything about a school that leaves, for those who may take it."""
    return {"school": school} if user.has_perm("exports.copy_everything") else None


SCHOOL_PANEL = Panel("school", "exports", 95, "exports/_school_panel.html", copy_of_school)
PANEL = Panel("person", "exports", 90, "exports/_panel.html", own_files)

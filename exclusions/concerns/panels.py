"""What this room shows on pages of others: how many concerns of a school are open."""

from typing import Any

from django.urls import reverse

from exclusions.concerns.models import Concern
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.register.models import School


def school_concerns(user: User, school: School) -> dict[str, Any] | None:
    """The count of a school's open concerns, for those who may read them."""
    if not user.has_perm("concerns.see_concerns", school):
        return None
    count = Concern.objects.visible_to(user).filter(school=school).open().count()
    return {
        "open_concerns": count,
        "label": f"open concern{'' if count == 1 else 's'}",
        "concerns_url": f"{reverse('concerns:list')}?state=open&school={school.urn}",
    }


def register_panels() -> None:
    register(Panel("school", "open_concerns", 30, "concerns/_school_panel.html", school_concerns))

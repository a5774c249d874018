"""Duties on the page of a record."""

from exclusions.suspensions.duties.page import duties_context
from exclusions.suspensions.models import Suspension
from portal.accounts.models import User
from portal.core.subjects import Panel


def duties(user: User, suspension: Suspension) -> dict[str, object]:
    return duties_context(suspension, user)


PANEL = Panel("suspension", "duties", 10, "suspensions/_duties.html", duties)

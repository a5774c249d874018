"""On the page of a record: who took note, the education that was found, papers."""

from exclusions.suspensions.desk.providing import provision_of
from exclusions.suspensions.models import Arrival, Duty, Suspension, teams_of
from portal.accounts.models import User
from portal.core.subjects import Panel


def arrivals(user: User, suspension: Suspension) -> dict[str, object] | None:
    """Which team took note when: for everybody who reads the record; the button for the team itself."""
    rows = list(Arrival.objects.filter(suspension=suspension).select_related("seen_by").order_by("team"))
    if not rows:
        return None
    teams = teams_of(user)
    waiting = any(row.seen_at is None and row.team in teams for row in rows)
    return {"arrivals": rows, "may_take_note": waiting, "suspension": suspension}


def education(user: User, suspension: Suspension) -> dict[str, object] | None:
    duty = Duty.objects.standing().filter(suspension=suspension, code="sixth_day").first()
    if duty is None:
        return None
    return {"duty": duty, "found": provision_of(suspension), "suspension": suspension}


PANELS = (
    Panel("suspension", "arrivals", 5, "suspensions/_arrivals.html", arrivals),
    Panel("suspension", "education", 15, "suspensions/_education.html", education),
)

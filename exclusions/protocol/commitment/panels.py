"""The commitment on a school's page."""

from typing import Any

from exclusions.protocol.commitment.models import Commitment, year_words
from exclusions.protocol.commitment.services import this_year
from portal.accounts.models import User
from schools.register.models import School


def school_commitment(user: User, school: School) -> dict[str, Any] | None:
    """What the school has signed: the day for everybody, the names for those who may see its people."""
    if not school.is_live:
        return None
    latest = Commitment.objects.standing().filter(school=school).select_related("charter").first()
    year = this_year()
    stands = latest is not None and latest.academic_year == year
    return {
        "school": school,
        "latest": latest,
        "latest_year": year_words(latest.academic_year) if latest else "",
        "stands": stands,
        "year": year_words(year),
        "sees_names": user.has_perm("links.see_school_staff", school),
        "may_sign": user.has_perm("protocol.sign_commitment", school),
    }

"""What headcounts say on a school's page: pupils by year, with source and day. Public numbers, no child."""

from typing import Any

from django.urls import reverse

from portal.accounts.models import User
from portal.core.subjects import Panel
from schools.headcounts.enums import Characteristic, Source
from schools.headcounts.models import CensusCount
from schools.headcounts.page import YEAR_LABELS
from schools.register.models import School


def school_headcounts(user: User, school: School) -> dict[str, Any] | None:
    """The newest census by year group, in one query; imported before counted."""
    rows = CensusCount.objects.filter(census__school=school, characteristic=Characteristic.TOTAL)
    columns = ("census__on", "census__source", "year_group", "number")
    counts = list(rows.order_by("-census__on", "-census__source", "pk").values_list(*columns))
    if not counts:
        return None
    on, source, *_ = counts[0]
    by_year = {year: number for *census, year, number in counts if census == [on, source]}
    whole = by_year.pop("", None)
    return {
        "years": [(label, by_year[code]) for code, label in YEAR_LABELS.items() if code in by_year],
        "whole": sum(by_year.values()) if whole is None else whole,
        "on": on,
        "source": Source(source).label,
        "url": reverse("headcounts:school", args=[school.urn])
        if user.has_perm("headcounts.see_headcounts", school)
        else "",
        "move_up": reverse("pupils:move_up", args=[school.urn])
        if user.has_perm("pupils.manage_pupils", school)
        else "",
    }


PANEL = Panel("school", "headcounts", 20, "headcounts/_school_panel.html", school_headcounts)

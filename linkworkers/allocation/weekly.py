"""The page of a week: what came in, what was decided in time, what is overdue, by school."""

from datetime import date, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linkworkers.allocation.week import DAYS, monday_before, total, week_of
from portal.accounts.http import AuthenticatedRequest

# As far back as one can look.
MOST_WEEKS = 53


@require_safe
@permission_required("allocation.see_week", raise_exception=True)
def week(request: AuthenticatedRequest) -> HttpResponse:
    today = timezone.localdate()
    last = monday_before(today)
    monday = _asked(request.GET.get("from", ""), last)
    rows = week_of(request.user, monday, today)
    earlier = monday - timedelta(days=DAYS)
    context = {
        "monday": monday,
        "sunday": monday + timedelta(days=DAYS - 1),
        "earlier": earlier if earlier >= last - timedelta(days=DAYS * MOST_WEEKS) else None,
        "later": monday + timedelta(days=DAYS) if monday < last else None,
        "rows": rows,
        "total": total(rows),
    }
    return render(request, "allocation/week.html", context)


def _asked(typed: str, last: date) -> date:
    """The Monday of the week that was asked for; the last one where that is no day, or too early or late."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return last
    monday = day - timedelta(days=day.weekday())
    return monday if last - timedelta(days=DAYS * MOST_WEEKS) <= monday <= last else last

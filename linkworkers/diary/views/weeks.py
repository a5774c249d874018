"""The weekly return of a school, and which are missing."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linkworkers.diary import page, weeks
from linkworkers.diary.forms import ConfirmForm
from linkworkers.diary.models import DiaryEntry, WeeklyReturn
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from schools.register.models import School


@require_safe
def returns(request: AuthenticatedRequest) -> HttpResponse:
    """The returns an on-site social worker still owes this term."""
    if not request.user.has_perm("diary.keep_diary"):
        raise PermissionDenied
    missing = [(week, weeks.week_path(*week)) for week in weeks.missing_returns(request.user)]
    trail = [("Diary", reverse("diary:mine"))]
    return render(request, "diary/returns.html", {"missing": missing, "trail": trail})


@require_http_methods(["GET", "POST"])
def week(request: AuthenticatedRequest, urn: int, year: int, week: int) -> HttpResponse:
    """What happened with a school in a week; confirmed with one click."""
    school = page.school_of(request, urn, "diary.keep_diary")
    monday = _monday(year, week)
    confirmed = (
        WeeklyReturn.objects.filter(school=school, monday=monday).select_related("confirmed_by").first()
    )
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = weeks.week_path(school, monday)
                weeks.confirm_week(
                    school=school, monday=monday, note=form.cleaned_data["note"], by=request.user
                )
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The week is confirmed.")
            return redirect(weeks.week_path(school, monday))
    shown = confirmed.figures if confirmed else weeks.figures(school, monday)
    return render(
        request,
        "diary/week.html",
        {
            "school": school,
            "week": weeks.Week(school, monday),
            "rows": [(label, shown.get(key, 0)) for key, label in weeks.LABELS.items()],
            "confirmed": confirmed,
            "added_since": _added_since(school, monday, confirmed),
            "still_planned": weeks.still_planned(school, monday),
            "form": form,
            "before": weeks.week_path(school, monday - weeks.WEEK),
            "after": weeks.week_path(school, monday + weeks.WEEK)
            if monday + weeks.WEEK <= timezone.localdate()
            else "",
            "trail": [
                ("Diary", reverse("diary:mine")),
                (school.name, reverse("diary:school", args=[school.urn])),
            ],
        },
    )


def _monday(year: int, week: int) -> date:
    """The Monday of a week that has begun; else there is no such page."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Http404 from None
    if monday > timezone.localdate() or monday.year < 2000:
        raise Http404
    return monday


def _added_since(school: School, monday: date, confirmed: WeeklyReturn | None) -> int:
    """Entries of the week that were written after it was confirmed."""
    if confirmed is None:
        return 0
    of_week = DiaryEntry.objects.filter(school=school).between(monday, monday + timedelta(days=6))
    return of_week.filter(entered_at__gt=confirmed.confirmed_at).count()

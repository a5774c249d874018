"""Writing the diary: a new entry, planned days, and what comes after."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from linkworkers.diary import page, services
from linkworkers.diary.forms import EntryForm, HappenedForm, PlanForm
from linkworkers.diary.models import DiaryEntry
from linkworkers.diary.services import Plan
from linkworkers.diary.views.reading import show_entry
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.templatetags.portal import short_date
from schools.pupils.services import MOST_FOUND, search_pupils
from schools.register.models import School


@require_http_methods(["GET", "POST"])
def add(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """A new entry. Words about a pupil lead to the page again, with the pupils who fit."""
    school = page.school_of(request, urn, "diary.keep_diary")
    words = request.POST.get("pupil_words", "").strip()
    found = search_pupils(school=school, words=words, by=request.user)[:MOST_FOUND] if words else None
    form = EntryForm(request.POST or None, found=found, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                entry = services.add_entry(
                    school=school,
                    kind=form.cleaned_data["kind"],
                    on=form.cleaned_data["on"],
                    sessions=form.cleaned_data["sessions"],
                    said=form.said(),
                    pupil=form.pupil(),
                    only_link_workers_because=form.why_only_link_workers(),
                    by=request.user,
                )
                submission.leads_to = entry.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.reference} is in the diary of {school.name}.")
            return redirect(entry)
    return render(request, "diary/add.html", {"form": form, **_of(school)})


@require_http_methods(["GET", "POST"])
def plan(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    school = page.school_of(request, urn, "diary.keep_diary")
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                made = services.plan_days(school=school, by=request.user, **form.cleaned_data)
                submission.leads_to = reverse("diary:mine")
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _what_was_planned(made))
            return redirect("diary:mine")
    return render(request, "diary/plan.html", {"form": form, **_of(school)})


def _of(school: School) -> dict[str, Any]:
    trail = [("Diary", reverse("diary:mine")), (school.name, reverse("diary:school", args=[school.urn]))]
    return {"school": school, "trail": trail}


def _what_was_planned(made: Plan) -> str:
    days = len(made.planned)
    words = [f"{days} on-site day{'' if days == 1 else 's'} planned."]
    if made.no_school_day:
        words.append(f"Left out, no school day: {', '.join(map(short_date, made.no_school_day))}.")
    if made.taken:
        words.append(f"In your diary already: {', '.join(map(short_date, made.taken))}.")
    return " ".join(words)


@require_http_methods(["GET", "POST"])
def happened(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """How a planned day went."""
    entry = page.entry_of(request, reference, "diary.keep_diary")
    form = HappenedForm(request.POST or None, initial={"sessions": entry.sessions})
    if request.method == "POST" and form.is_valid():
        sessions = form.cleaned_data["sessions"]
        try:
            services.happened(entry=entry, said=form.said(), sessions=sessions, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.reference} is written up.")
            return redirect(entry)
    return render(request, "diary/happened.html", {"form": form, "entry": entry, **_of(entry.school)})


def _say(
    request: AuthenticatedRequest, reference: str, verb: str, act: Callable[[DiaryEntry, str], Any], done: str
) -> HttpResponse:
    """A form of one text on an entry's page: carry it out, or show the page with the mistake."""
    entry = page.entry_of(request, reference, "diary.keep_diary")
    form = page.words_form(verb, request.POST)
    if form.is_valid():
        try:
            with once(request) as submission:
                act(entry, form.cleaned_data["text"])
                submission.leads_to = entry.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            entry.refresh_from_db()
        else:
            messages.success(request, done)
            return redirect(entry)
    return show_entry(request, entry, **{verb: form})


@require_POST
def call_off(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    def act(entry: DiaryEntry, text: str) -> None:
        services.call_off(entry=entry, why=text, by=request.user)

    return _say(request, reference, "call_off", act, "Noted: this day did not happen.")


@require_POST
def follow_up(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    def act(entry: DiaryEntry, text: str) -> None:
        services.follow_up(entry=entry, what=text, by=request.user)

    return _say(request, reference, "follow_up", act, "The follow-up is done.")


@require_POST
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    def act(entry: DiaryEntry, text: str) -> None:
        services.correct(entry=entry, text=text, by=request.user)

    return _say(request, reference, "correct", act, "The correction is added.")

"""Pages of term dates: the authority's and a school's, and changing them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.templatetags.portal import plain_date
from schools.calendars import changing, page
from schools.calendars.arithmetic import academic_year_of
from schools.calendars.forms import ChangeClosureForm, ClosureForm, TermForm
from schools.calendars.models import Closure, Term
from schools.register.models import School

FORM = ["GET", "HEAD", "POST"]
# What the forms call the day that says which academic year to lead to.
FIRST_DAYS = ("starts_on", "first", "on")


@require_safe
def dates(request: AuthenticatedRequest, urn: int | None = None) -> HttpResponse:
    """An academic year of the authority, or of a school. Everyone signed in may read it."""
    school = _school(urn)
    today = timezone.localdate()
    year = _year(request.GET.get("year", "")) or academic_year_of(today)
    context = page.year_page(school, year, today)
    may_change = _may_change(request, school)
    return render(
        request,
        "calendars/dates.html",
        {**context, "may_change": may_change, "trail": _trail(school)[:-1], "place": _name(school)},
    )


@require_http_methods(FORM)
def add_term(request: AuthenticatedRequest, urn: int | None = None) -> HttpResponse:
    school = _changeable(request, _school(urn))
    form = TermForm(request.POST or None)

    def act() -> None:
        changing.add_term(**form.cleaned_data, school=school, by=request.user)

    return _form(request, school, form, act, "Add a term")


@require_http_methods(FORM)
def change_term(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.select_related("school"), pk=pk)
    school = _changeable(request, term.school)
    initial = {"name": term.name, "starts_on": term.starts_on, "ends_on": term.ends_on}
    form = TermForm(request.POST or None, initial=initial)

    def act() -> None:
        changing.change_term(term=term, **form.cleaned_data, by=request.user)

    return _form(request, school, form, act, f"Change {term.name}", has_passed=_has_begun(term))


@require_http_methods(FORM)
def add_closure(request: AuthenticatedRequest, urn: int | None = None) -> HttpResponse:
    school = _changeable(request, _school(urn))
    form = ClosureForm(request.POST or None)

    def act() -> None:
        changing.add_closures(**form.cleaned_data, school=school, by=request.user)

    return _form(request, school, form, act, "Add a closure or INSET day")


@require_http_methods(FORM)
def remove_term(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.select_related("school"), pk=pk)
    school = _changeable(request, term.school)
    year = academic_year_of(term.starts_on)

    def act() -> None:
        changing.remove_term(term=term, by=request.user)

    text = f"{page.in_words(year)}: the days of this term are then estimated, or no school days."
    return _confirm(
        request, school, act, year, f"Remove {term.name}", [_span(term), text], has_passed=_has_begun(term)
    )


@require_http_methods(FORM)
def change_closure(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.select_related("school"), pk=pk)
    school = _changeable(request, closure.school)
    form = ChangeClosureForm(request.POST or None, initial={"on": closure.on, "reason": closure.reason})

    def act() -> None:
        changing.change_closure(closure=closure, **form.cleaned_data, by=request.user)

    has_passed = closure.on <= timezone.localdate()
    return _form(request, school, form, act, "Change this closure", has_passed=has_passed)


@require_http_methods(FORM)
def remove_closure(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.select_related("school"), pk=pk)
    school = _changeable(request, closure.school)

    def act() -> None:
        changing.remove_closure(closure=closure, by=request.user)

    return _confirm(
        request,
        school,
        act,
        academic_year_of(closure.on),
        "Remove this closure",
        [f"{plain_date(closure.on)}: {closure.reason}. The day counts as a school day again."],
        has_passed=closure.on <= timezone.localdate(),
    )


@require_http_methods(FORM)
def own_dates(request: AuthenticatedRequest, urn: int, year: int) -> HttpResponse:
    """Own dates for a year, copied from the authority's; or back to the authority's."""
    school = get_object_or_404(School, urn=urn)
    _changeable(request, school)
    if _year(str(year)) is None:
        raise Http404
    words, has_own = page.in_words(year), page.terms_that_hold(school, year)[1]
    service = changing.use_authority_dates if has_own else changing.use_own_dates
    title = f"Use {'the authority’s' if has_own else 'own'} dates for {words}"
    text = (
        "The school’s own terms of this year are removed. Its closures stay."
        if has_own
        else "The authority’s terms of this year are copied for the school, and you change the copies. What "
        "the authority changes later no longer reaches the school in this year."
    )

    def act() -> None:
        service(school=school, year=year, by=request.user)

    has_passed = year <= academic_year_of(timezone.localdate())
    return _confirm(request, school, act, year, title, [text], has_passed=has_own and has_passed)


def _form(
    request: AuthenticatedRequest,
    school: School | None,
    form: Any,
    act: Callable[[], None],
    title: str,
    *,
    has_passed: bool = False,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        first = next(form.cleaned_data[name] for name in FIRST_DAYS if name in form.cleaned_data)
        leads_to = _address(school, academic_year_of(first))
        try:
            _carry_out(request, act, leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The dates are saved.")
            return redirect(leads_to)
    context = {"form": form, "title": title, "has_passed": has_passed}
    return render(request, "calendars/form.html", context | _where(school))


def _confirm(
    request: AuthenticatedRequest,
    school: School | None,
    act: Callable[[], None],
    year: int,
    title: str,
    sentences: list[str],
    *,
    has_passed: bool,
) -> HttpResponse:
    leads_to = _address(school, year)
    if request.method == "POST":
        try:
            _carry_out(request, act, leads_to)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "The dates are saved.")
        return redirect(leads_to)
    context = {"title": title, "sentences": sentences, "has_passed": has_passed, "leads_back": leads_to}
    return render(request, "calendars/confirm.html", context | _where(school))


def _carry_out(request: AuthenticatedRequest, act: Callable[[], None], leads_to: str) -> None:
    """Do it once: a second arrival of the same form is as good as the first."""
    try:
        with once(request) as submission:
            act()
            submission.leads_to = leads_to
    except AlreadySubmitted:
        return


def _school(urn: int | None) -> School | None:
    return None if urn is None else get_object_or_404(School, urn=urn)


def _may_change(request: AuthenticatedRequest, school: School | None) -> bool:
    if school is None:
        return request.user.has_perm("calendars.manage_authority_dates")
    return request.user.has_perm("calendars.manage_dates", school)


def _changeable(request: AuthenticatedRequest, school: School | None) -> School | None:
    if not _may_change(request, school):
        raise PermissionDenied
    return school


def _year(typed: str) -> int | None:
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 4):
        return None
    year = int(typed)
    return year if changing.FIRST_YEAR <= year < changing.LAST_YEAR else None


def _address(school: School | None, year: int) -> str:
    return f"{_dates_of(school)}?year={year}"


def _dates_of(school: School | None) -> str:
    if school is None:
        return reverse("calendars:authority_dates")
    return reverse("calendars:dates", args=[school.urn])


def _name(school: School | None) -> str:
    return school.name if school else "the authority"


def _trail(school: School | None) -> list[tuple[str, str]]:
    if school is None:
        return [("Term dates", _dates_of(None))]
    schools = ("Schools", reverse("register:directory"))
    return [schools, (school.name, school.get_absolute_url()), ("Term dates", _dates_of(school))]


def _where(school: School | None) -> dict[str, Any]:
    return {"school": school, "place": _name(school), "trail": _trail(school), "dates_url": _dates_of(school)}


def _has_begun(term: Term) -> bool:
    return term.starts_on <= timezone.localdate()


def _span(term: Term) -> str:
    return f"{plain_date(term.starts_on)} to {plain_date(term.ends_on)}."

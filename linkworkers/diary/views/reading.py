"""One's own diary, a school's, an entry, and the schools not seen this term."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linkworkers.diary import page
from linkworkers.diary.listing import (
    DiaryFilter,
    DiaryTable,
    NotSeenFilter,
    NotSeenTable,
    with_last_contact,
    with_words,
)
from linkworkers.diary.models import DiaryEntry, DiaryEntryQuerySet
from linkworkers.diary.queries import last_contacts, not_seen
from linkworkers.diary.weeks import monday_of, week_path
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.listing import ListingView
from schools.links.standing import standing_of
from schools.register.models import School


def _keepers_only(request: HttpRequest) -> None:
    if not request.user.has_perm("diary.keep_diary"):
        raise PermissionDenied


@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    _keepers_only(request)
    return render(request, "diary/mine.html", page.own_week(request.user))


@require_safe
def choose(request: AuthenticatedRequest) -> HttpResponse:
    """For which school? Not asked where there is only one."""
    _keepers_only(request)
    schools = list(page.kept_schools(request.user))
    if len(schools) == 1:
        return redirect("diary:add", schools[0].urn)
    seen = last_contacts(school.pk for school in schools)
    rows = [(school, seen.get(school.pk)) for school in schools]
    return render(request, "diary/choose.html", {"rows": rows, "trail": [("Diary", reverse("diary:mine"))]})


class SchoolDiary(RecordListing):
    table_class, filterset_class = DiaryTable, DiaryFilter
    noun, audit_noun = "record", "diary"
    template_name = "diary/school.html"
    empty_text = "No entry yet, or none that fits these filters."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.school = page.school_of(request, kwargs["urn"], "diary.see_diary")
        self.title = f"Diary of {self.school.name}"
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> DiaryEntryQuerySet:
        rows = DiaryEntry.objects.visible_to(self.request.user).filter(school=self.school).for_list()
        return with_words(rows) if "export" in self.request.GET else rows

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "school": self.school}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "school": self.school,
            "may_keep": self.request.user.has_perm("diary.keep_diary", self.school),
            "this_week": week_path(self.school, monday_of(timezone.localdate())),
            "trail": [(self.school.name, self.school.get_absolute_url())],
        }
        return super().get_context_data(**kwargs, **more)

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity(self.school.pk)


class NotSeen(ListingView):
    """Schools of mine without a contact since the statutory term began."""

    table_class, filterset_class = NotSeenTable, NotSeenFilter
    title, noun = "Not seen this term", "school"
    intro = "No visit, call, consultation, meeting, on-site day or email since the term began."
    empty_text = "Somebody has been in touch with every one of your schools this term."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _keepers_only(request)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[School]:
        schools = page.kept_schools(self.request.user)
        unseen = not_seen(schools.values_list("pk", flat=True))
        return with_last_contact(schools.filter(pk__in=unseen))


@require_safe
def entry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = page.entry_of(request, reference, "diary.see_diary")
    return show_entry(request, found)


def show_entry(request: AuthenticatedRequest, found: DiaryEntry, **sent: Any) -> HttpResponse:
    """The page of an entry; `sent` is a form that came back with mistakes, by its verb. Written down."""
    context = page.entry_context(found, request.user)
    context["forms"] |= sent
    context["sent_form"] = next(iter(sent.values()), None)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="diary.view",
        about=[found.reference, *([found.pupil.reference] if found.pupil else [])],
        capacity=standing_of(request.user).capacity(found.school_id),
    )
    return render(request, "diary/entry.html", context)

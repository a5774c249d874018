"""Pages of a head of service: the team with its load, its concerns, and giving them to somebody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from exclusions.concerns import services as concerns
from exclusions.concerns.models import Concern, ConcernQuerySet
from exclusions.concerns.news import with_news
from linkworkers.inbox.forms_team import ReassignForm
from linkworkers.inbox.models import with_rungs
from linkworkers.inbox.queries import with_known
from linkworkers.inbox.team import deciders_at, open_concerns, with_load, workers_of
from linkworkers.inbox.team_listing import (
    NOBODY,
    TeamConcernFilter,
    TeamConcernTable,
    TeamFilter,
    TeamTable,
)
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of


class _OfTheTeam:
    """For whoever says who does the work and reads what the work is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("inbox.see_team"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Team(_OfTheTeam, ListingView):
    table_class, filterset_class = TeamTable, TeamFilter
    title, noun = "My team", "worker"
    template_name = "inbox/team.html"
    empty_text = "Nobody matches these filters."
    definition = "Open concerns and cases at the schools of your area, by who has them today."

    def get_queryset(self) -> QuerySet[User]:
        return with_load(workers_of(self.request.user), self.request.user).order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unclaimed = open_concerns(self.request.user).filter(taken_by=None).count()
        where = reverse("inbox:team_concerns", query={"worker": NOBODY})
        return super().get_context_data(**kwargs, unclaimed=unclaimed, unclaimed_url=where)

    def exported(self, kind: str) -> None:
        capacity = standing_of(self.request.user).capacity()
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb="team.export",
            capacity=capacity,
            detail={"format": kind},
        )


class TeamConcerns(_OfTheTeam, RecordListing):
    table_class, filterset_class = TeamConcernTable, TeamConcernFilter
    title, noun, audit_noun = "Concerns of my team", "concern", "team_concerns"
    saved_as = "Concerns of my team"
    template_name = "inbox/team_concerns.html"

    def get_queryset(self) -> ConcernQuerySet:
        rows = open_concerns(self.request.user).most_urgent_first().for_list().select_related("triage")
        return with_rungs(with_known(with_news(rows, self.request.user), self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, trail=_trail()[:1], most=concerns.MOST_AT_ONCE)

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def _trail() -> list[tuple[str, str]]:
    return [("My team", reverse("inbox:team")), ("Concerns of my team", reverse("inbox:team_concerns"))]


@require_POST
@permission_required("inbox.see_team", raise_exception=True)
def reassign(request: AuthenticatedRequest) -> HttpResponse:
    """Concerns chosen on the list: ask to whom they go, then give them, once."""
    seen = _chosen(request)
    if not seen or len(seen) > concerns.MOST_AT_ONCE:
        most = concerns.MOST_AT_ONCE
        messages.error(
            request, f"Choose at most {most} concerns." if seen else "Choose at least one concern."
        )
        return redirect("inbox:team_concerns")
    people = deciders_at({concern.school_id for concern, _ in seen})
    asked = "give" in request.POST
    form = ReassignForm(request.POST if asked else None, people=people, seen=[c for c, _ in seen])
    if asked and form.is_valid():
        try:
            with once(request):
                done = concerns.reassign_concerns(seen=seen, by=request.user, **form.given())
        except AlreadySubmitted:
            return redirect("inbox:team_concerns")
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, done, form.given()["to"])
            return redirect("inbox:team_concerns")
    return render(request, "inbox/reassign.html", {"form": form, "seen": seen, "trail": _trail()})


def _chosen(request: AuthenticatedRequest) -> list[tuple[Concern, int]]:
    """The concerns named by `reference:version`, as far as this person may give them away."""
    named: dict[str, int] = {}
    for value in request.POST.getlist("concern")[: 2 * concerns.MOST_AT_ONCE]:
        reference, _, version = value.partition(":")
        if version.isascii() and version.isdecimal() and len(version) < 10:
            named[reference.replace("\x00", "")] = int(version)
    # One that was decided meanwhile is named and refused, not left out without a word.
    rows = Concern.objects.visible_to(request.user).filter(reference__in=named)
    mine = [c for c in rows.select_related("school", "taken_by") if request.user.has_perm(PERMISSION, c)]
    return [(concern, named[concern.reference]) for concern in sorted(mine, key=lambda c: c.reference)]


PERMISSION = "concerns.reassign_concern"


def _say(request: AuthenticatedRequest, done: concerns.Reassigned, to: User) -> None:
    if done.given:
        number = len(done.given)
        has = f"{number} concerns" if number > 1 else done.given[0].reference
        messages.success(request, f"{to.name} has {has} now and has been told.")
    if done.refused:
        messages.warning(request, f"Not given. {' '.join(done.refused)}")

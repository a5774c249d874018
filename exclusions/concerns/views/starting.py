"""Who is it about? Finding a pupil, warning of what is open, and beginning a draft.

A search holds a child's name, so it is a POST: names never stand in an address.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns import services
from exclusions.concerns.forms import WhoForm
from exclusions.concerns.models import Draft
from exclusions.concerns.similar import similar_concerns
from exclusions.concerns.steps import SUBJECTS
from exclusions.concerns.views.drafts import draft_of
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.subjects import panels_for
from schools.links.standing import Scope, standing_of
from schools.pupils.adding import offered_first, with_years
from schools.pupils.forms import NewPupilForm
from schools.pupils.models import Pupil
from schools.pupils.services import MOST_FOUND, add_pupil, search_pupils
from schools.register.models import School


@dataclass
class Choosing:
    """One person choosing pupils for a concern: of which schools, for which draft (None: a new one)."""

    request: AuthenticatedRequest
    schools: list[School]
    draft: Draft | None = None

    @property
    def user(self) -> User:
        return self.request.user

    def school(self) -> School:
        """The school that was chosen, or the only one; 404 for a school that is not theirs."""
        if len(self.schools) == 1:
            return self.schools[0]
        urn = self.request.POST.get("school", "")
        return get_object_or_404(School, pk__in=[s.pk for s in self.schools if str(s.urn) == urn])

    def pupil(self, reference: str) -> Pupil:
        """A pupil on the school's roll whom this person may name."""
        here = Scope(everywhere=False, school_ids=frozenset([self.school().pk]))
        visible = Pupil.objects.nameable_by(self.user).on_roll_within(here)
        return get_object_or_404(visible, reference=reference.replace("\x00", ""))


@require_http_methods(["GET", "POST"])
def start(request: AuthenticatedRequest) -> HttpResponse:
    if not request.user.has_perm("concerns.raise_concern"):
        raise PermissionDenied
    may_raise = standing_of(request.user).scope(Power.RAISE_CONCERN)
    schools = list(may_raise.limit(School.objects.live(), "pk").order_by("name", "pk"))
    if not schools:
        raise PermissionDenied
    return _answer(Choosing(request, schools))


@require_http_methods(["GET", "POST"])
def draft_pupils(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    draft = draft_of(request, reference)
    if draft.concern is not None:
        return redirect("concerns:sent", draft.concern.reference)
    return _answer(Choosing(request, [draft.school], draft))


def _answer(choosing: Choosing) -> HttpResponse:
    post = choosing.request.POST
    if choosing.request.method == "GET":
        return _page(choosing, WhoForm(schools=choosing.schools))
    if "add" in post:
        return _add(choosing)
    if "other" in post:
        return _begin_about_other(choosing)
    if "choose" in post or "anyway" in post:
        pupil = choosing.pupil(post.get("anyway") or post.get("choose", ""))
        return _chosen(choosing, pupil, is_sure="anyway" in post)
    return _search(choosing)


def _begin_about_other(choosing: Choosing) -> HttpResponse:
    """A concern about no pupil: about a group, a place, an online space or the school itself."""
    form = WhoForm(choosing.request.POST, schools=choosing.schools)
    if form.errors.get("school"):
        # Nobody has to be looked for.
        form.errors.pop("words", None)
        return _page(choosing, form)
    try:
        with once(choosing.request) as submission:
            draft = choosing.draft or services.start_draft(by=choosing.user, school=choosing.school())
            submission.leads_to = reverse("concerns:detail_step", args=[draft.reference, SUBJECTS.slug])
    except AlreadySubmitted as before:
        return redirect(before.leads_to)
    return redirect(submission.leads_to)


def _search(choosing: Choosing) -> HttpResponse:
    form = WhoForm(choosing.request.POST, schools=choosing.schools)
    if not form.is_valid():
        return _page(choosing, form)
    school, words = choosing.school(), form.cleaned_data["words"]
    found = search_pupils(school=school, words=words, by=choosing.user)
    results = {
        "found": with_years(found[:MOST_FOUND]),
        "has_more": len(found) > MOST_FOUND,
        "school": school,
        "new_pupil": NewPupilForm(prefix="new") if _may_add(choosing, school) else None,
        "searched": True,
    }
    return _page(choosing, form, **results)


def _add(choosing: Choosing) -> HttpResponse:
    school = choosing.school()
    if not _may_add(choosing, school):
        raise PermissionDenied
    form = NewPupilForm(choosing.request.POST, prefix="new")
    if form.is_valid():
        if found := offered_first(form, school, choosing.request.POST["add"], choosing.user):
            who = WhoForm(schools=choosing.schools, initial={"school": str(school.urn)})
            return _page(choosing, who, new_pupil=form, school=school, alike=found)
        try:
            pupil = add_pupil(school=school, by=choosing.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("upn", str(refusal))
        else:
            return _chosen(choosing, pupil)
    who = WhoForm(schools=choosing.schools, initial={"school": str(school.urn)})
    return _page(choosing, who, new_pupil=form, school=school)


def _chosen(choosing: Choosing, pupil: Pupil, *, is_sure: bool = False) -> HttpResponse:
    """On to the draft; once by way of what is open for this pupil already, where something is."""
    if not is_sure and (is_open := open_for(choosing, pupil)):
        return _page(choosing, None, pupil=pupil, is_open=is_open, school=choosing.school())
    try:
        with once(choosing.request) as submission:
            draft = _with_pupil(choosing, pupil)
            submission.leads_to = draft.get_absolute_url()
    except AlreadySubmitted as before:
        return redirect(before.leads_to)
    return redirect(draft)


def _with_pupil(choosing: Choosing, pupil: Pupil) -> Draft:
    if choosing.draft is not None:
        return services.add_pupil_to_draft(draft=choosing.draft, pupil=pupil, by=choosing.user)
    return services.start_draft(by=choosing.user, school=choosing.school(), pupils=[pupil])


def open_for(choosing: Choosing, pupil: Pupil) -> dict[str, Any]:
    """What is open or fresh for a pupil, as far as this person may see it; empty where nothing is."""
    concerns = similar_concerns(choosing.user, choosing.school(), [pupil])
    panels = panels_for(choosing.request, "pupil_open", pupil)
    if not concerns and not panels:
        return {}
    record(
        by=choosing.user,
        kind=Kind.VIEW,
        verb="pupil.open_records",
        about=[pupil.reference, *(concern.reference for concern in concerns)],
        capacity=standing_of(choosing.user).capacity(choosing.school().pk),
    )
    return {"concerns": concerns, "panels": panels}


def _may_add(choosing: Choosing, school: School) -> bool:
    return choosing.user.has_perm("pupils.add_pupil", school)


def _page(choosing: Choosing, form: WhoForm | None, **more: Any) -> HttpResponse:
    drafts: list[Draft] = []
    if choosing.draft is None:
        own = Draft.objects.of(choosing.user).unsent().filter(school__in=choosing.schools)
        drafts = list(own.select_related("school").prefetch_related("pupils"))
    new_pupil = more.get("new_pupil")
    context = {
        "form": form,
        "failed": new_pupil if new_pupil is not None and new_pupil.errors else form,
        "draft": choosing.draft,
        "drafts": drafts,
        "schools": choosing.schools,
        **more,
    }
    return render(choosing.request, "concerns/start.html", context)

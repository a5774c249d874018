"""Recording a measure, correcting it, and the steps that follow."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns.content import from_post
from exclusions.measures import page, services
from exclusions.measures.drafting import as_initial, fields_of
from exclusions.measures.forms import MeasureForm, StepForm, because_field
from exclusions.measures.kinds import spec_of
from exclusions.measures.models import Measure, MeasureDraft
from exclusions.measures.spec import KindSpec
from exclusions.measures.views.register import measure_of, seen, shell
from exclusions.suspensions.forms import WhoForm
from exclusions.suspensions.views import finding
from portal.accounts.http import AuthenticatedRequest
from portal.core.drafts import StaleDraft
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.posted import number_in
from schools.calendars.services import calendar_for
from schools.pupils.models import Pupil
from schools.register.models import School


@require_http_methods(["GET", "POST"])
def start(request: AuthenticatedRequest, spec: KindSpec) -> HttpResponse:
    """Who is it about? A search holds a child's name, so it is a POST."""
    if not request.user.has_perm(f"measures.record_{spec.kind}"):
        raise PermissionDenied
    schools = finding.schools_with(request, spec.record)
    if request.method == "POST" and "choose" in request.POST:
        school, pupil = finding.chosen(request, schools)
        return redirect("measures:new", spec, pupil.reference, school.urn)
    if request.method == "POST" and "add" in request.POST:
        added = finding.added(request, schools)
        if added.pupil is not None:
            return redirect("measures:new", spec, added.pupil.reference, added.school.urn)
        form = WhoForm(schools=schools, initial={"school": str(added.school.urn)})
        return _ask_who(request, spec, form, added.more)
    form = WhoForm(request.POST or None, schools=schools, initial={"school": request.GET.get("school", "")})
    found = finding.found(request, form) if request.method == "POST" and form.is_valid() else {}
    return _ask_who(request, spec, form, found)


def _ask_who(
    request: AuthenticatedRequest, spec: KindSpec, form: WhoForm, more: dict[str, Any]
) -> HttpResponse:
    trail = [("Measures", reverse("measures:index")), (spec.plural, reverse("measures:list", args=[spec]))]
    drafts = MeasureDraft.objects.of(request.user).filter(kind=spec.kind).select_related("school", "pupil")
    context = {"form": form, "failed": finding.failed(form, more), "spec": spec, "trail": trail, **more}
    context["drafts"] = drafts
    return render(request, "measures/start.html", context)


def form_of(
    request: AuthenticatedRequest, spec: KindSpec, school: School, pupil: Pupil, *args: Any, **kwargs: Any
) -> MeasureForm:
    form: MeasureForm = spec.form(
        *args, school=school, pupil=pupil, calendar=calendar_for(school.pk), by=request.user, **kwargs
    )
    return form


def _once(request: AuthenticatedRequest, form: Any, act: Callable[[], Measure]) -> HttpResponse | None:
    """Carry a form out at most once, and where that leads; None where the form says why it was refused.

    Raises StaleDraft, which the page answers by more than words.
    """
    try:
        with once(request) as submission:
            measure = act()
            submission.leads_to = measure.get_absolute_url()
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except StaleDraft:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect(measure)


@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest, spec: KindSpec, reference: str, urn: int) -> HttpResponse:
    """Everything on one page."""
    school = recording_at(request, spec, urn)
    pupil = finding.pupil_at(request, school, reference)
    draft = services.draft_about(by=request.user, spec=spec, school=school, pupil=pupil)
    form = _form_of_new(request, spec, school, pupil, draft)
    version = number_in(request.POST, "version") if form.is_bound else getattr(draft, "version", 0)
    newer = None
    if form.is_bound and form.is_valid():
        try:
            answer = _once(request, form, lambda: _create(request, spec, school, pupil, form))
        except StaleDraft as stale:
            # Recorded by the next press: that it says something else was seen then.
            answer, newer, version = None, stale.newer, getattr(stale.newer, "version", 0)
            form.add_error(None, f"{stale} Nothing is recorded yet: look before you press again.")
        if answer is not None:
            messages.success(request, f"{spec.label} recorded. Below is what must happen, and by when.")
            return answer
    trail = [("Measures", reverse("measures:index")), (spec.plural, reverse("measures:list", args=[spec]))]
    context = {"form": form, "spec": spec, "pupil": pupil, "school": school, "trail": trail}
    context |= {"draft": draft, "version": version, "newer": newer}
    return render(request, "measures/new.html", context)


def recording_at(request: AuthenticatedRequest, spec: KindSpec, urn: int) -> School:
    """The school of an address, in scope (else 404), at which this person records the kind (else 403)."""
    school = get_object_or_404(finding.schools_with(request, spec.see), urn=urn)
    if not request.user.has_perm(f"measures.record_{spec.kind}", school):
        raise PermissionDenied
    return school


def _form_of_new(
    request: AuthenticatedRequest, spec: KindSpec, school: School, pupil: Pupil, draft: MeasureDraft | None
) -> MeasureForm:
    """The form as it was sent; else with what was typed of it before, or what the address says."""
    if request.method == "POST":
        return form_of(request, spec, school, pupil, request.POST)
    form = form_of(request, spec, school, pupil, initial=request.GET.dict())
    if draft is not None:
        form.initial = {**form.initial, **as_initial(form, draft.content)}
    return form


@transaction.atomic
def _create(
    request: AuthenticatedRequest, spec: KindSpec, school: School, pupil: Pupil, form: MeasureForm
) -> Measure:
    fields = fields_of(form)
    services.use_up_draft(
        by=request.user,
        spec=spec,
        school=school,
        pupil=pupil,
        content=from_post(request.POST, fields),
        fields=fields,
        version=number_in(request.POST, "version"),
    )
    return services.create_measure(
        spec=spec, pupil=pupil, school=school, answers=form.answers(), by=request.user
    )


def seen_revision(request: AuthenticatedRequest) -> int:
    return number_in(request.POST, "seen_revision")


@require_http_methods(["GET", "POST"])
def correct(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put the record right; what stood is kept."""
    measure = measure_of(request, reference)
    spec = spec_of(measure)
    if not request.user.has_perm(f"measures.record_{spec.kind}", measure):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    initial = spec.form.typed(measure) if data is None else None
    form = form_of(request, spec, measure.school, measure.pupil, data, initial=initial)
    form.fields["because"] = because_field()
    if form.is_bound and form.is_valid():
        answer = _once(
            request,
            form,
            lambda: services.correct_measure(
                spec=spec,
                measure=measure,
                answers=form.answers(),
                because=form.cleaned_data["because"],
                by=request.user,
                seen_revision=seen_revision(request),
            ),
        )
        if answer is not None:
            messages.success(request, "The record is corrected.")
            return answer
    if data is None:
        seen(request, measure)
    return render(request, "measures/correct.html", shell(request, measure) | {"form": form})


@require_http_methods(["GET", "POST"])
def step(request: AuthenticatedRequest, reference: str, verb: str) -> HttpResponse:
    """Record that something happened."""
    measure = measure_of(request, reference)
    kind = spec_of(measure)
    spec = kind.step(verb)
    if spec is None:
        raise Http404
    if not page.may_take(request.user, measure, spec):
        raise PermissionDenied
    if request.method == "GET" and not spec.fits_now(measure):
        messages.warning(request, f"{measure.reference}: this step does not fit any more. Look again.")
        return redirect(measure)
    form = StepForm(request.POST if request.method == "POST" else None, kind=kind, spec=spec, measure=measure)
    if form.is_bound and form.is_valid():
        answer = _once(request, form, lambda: _take(request, measure, form))
        if answer is not None:
            messages.success(request, f"Saved: {spec.label}.")
            return answer
    return render(request, "measures/step.html", shell(request, measure) | {"form": form, "step": spec})


def _take(request: AuthenticatedRequest, measure: Measure, form: StepForm) -> Measure:
    services.take_step(
        measure=measure,
        verb=form.spec.verb,
        on=form.cleaned_data["on"],
        note=form.cleaned_data["note"],
        extras=form.extras(),
        by=request.user,
        seen_revision=seen_revision(request),
    )
    return measure

"""The kinds of measures, the register of each, and one record."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from exclusions.measures import page
from exclusions.measures.kinds import KINDS, spec_of
from exclusions.measures.listing import YEARS, MeasureFilter
from exclusions.measures.models import Look, Measure, MeasureQuerySet, MeasureStep
from exclusions.measures.spec import KindSpec
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.subjects import panels_for
from schools.links.standing import standing_of
from schools.pupils.models import Pupil


@require_safe
def index(request: AuthenticatedRequest) -> HttpResponse:
    """Every kind this person reads, with how many are open and how many are overdue."""
    if not request.user.has_perm("measures.see_measures"):
        raise PermissionDenied
    today = timezone.localdate()
    kinds = list(Measure.objects.visible_to(request.user).open().values_list("kind", "next_due_on"))
    rows = [
        {
            "spec": spec,
            "open": sum(kind == spec.kind for kind, _ in kinds),
            "late": sum(kind == spec.kind and bool(due and due < today) for kind, due in kinds),
            "may_record": request.user.has_perm(f"measures.record_{spec.kind}"),
        }
        for spec in KINDS.values()
        if request.user.has_perm(f"measures.see_{spec.kind}")
    ]
    looks = Look.objects.visible_to(request.user).open().count()
    return render(request, "measures/index.html", {"rows": rows, "looks": looks})


class MeasureList(RecordListing):
    """One kind's register; the address names the kind."""

    filterset_class = MeasureFilter
    template_name = "measures/list.html"
    empty_next_text = "See all that are open"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.spec: KindSpec = kwargs["spec"]
        if not request.user.has_perm(f"measures.see_{self.spec.kind}"):
            raise PermissionDenied
        self.title, self.table_class = self.spec.plural, self.spec.table
        self.noun, self.nouns = self.spec.label.lower(), self.spec.plural.lower()
        self.audit_noun = str(self.spec.kind)
        self.empty_text = f"No {self.noun} matches these filters."
        self.definition = f"A row is {self.spec.a_noun}. Live records of the portal."
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_record = self.request.user.has_perm(f"measures.record_{self.spec.kind}")
        return super().get_context_data(
            **kwargs, spec=self.spec, may_record=may_record, trail=[("Measures", reverse("measures:index"))]
        )

    def get_queryset(self) -> MeasureQuerySet:
        rows: MeasureQuerySet = self.spec.model.objects.visible_to(self.request.user).for_list()
        return rows.order_by("-recorded_at", "-pk")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def measure_of(request: HttpRequest, reference: str) -> Any:
    """The measure of its own kind, in scope; else 404."""
    found = get_object_or_404(Measure.objects.visible_to(request.user), reference=reference)
    rows = spec_of(found).model.objects.select_related(
        "pupil", "school", "to_school", "recorded_by", "concern", "concern"
    )
    return rows.get(pk=found.pk)


def shell(request: AuthenticatedRequest, measure: Measure) -> dict[str, Any]:
    """What every page of a measure shows above its own content."""
    pupil, spec = measure.pupil, spec_of(measure)
    return {
        "measure": measure,
        "spec": spec,
        "pupil": pupil,
        "school": measure.school,
        "year": YEARS.get(measure.year_group, ""),
        "may_open_pupil": Pupil.objects.openable_by(request.user).filter(pk=pupil.child_id).exists(),
        "trail": [
            ("Measures", reverse("measures:index")),
            (spec.plural, reverse("measures:list", args=[spec])),
            (measure.reference, measure.get_absolute_url()),
        ],
    }


def seen(request: AuthenticatedRequest, measure: Measure, kind: Kind = Kind.VIEW, verb: str = "view") -> None:
    standing = standing_of(request.user)
    record(
        by=request.user,
        kind=kind,
        verb=f"{measure.kind}.{verb}",
        about=[measure.reference, measure.pupil.reference],
        capacity=standing.capacity(measure.school_id) or standing.capacity(),
    )


@require_safe
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    measure = measure_of(request, reference)
    seen(request, measure)
    steps = list(MeasureStep.objects.filter(measure=measure).select_related("by"))
    takes = page.steps_for(request.user, measure)
    context = shell(request, measure) | page.dues_context(measure, steps, takes)
    context |= {
        "facts": page.facts(measure),
        "history": page.history(measure, steps),
        "panels": panels_for(request, "measure", measure),
        "takes": [step for step in takes if step.verb != "void"],
        "void": next((step for step in takes if step.verb == "void"), None),
        "may_correct": measure.state != "void"
        and request.user.has_perm(f"measures.record_{measure.kind}", measure),
    }
    return render(request, "measures/detail.html", context)

"""A school's training, and the schools by one training."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.forms import PortalForm
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from resources.training import services
from resources.training.coverage import coverage
from resources.training.forms import CountForm, EnterForm, WithdrawForm
from resources.training.listing import TrainingFilter, TrainingTable, with_course
from resources.training.models import Course, Training
from schools.links.standing import standing_of
from schools.register.models import School


class Schools(ListingView):
    """The schools of which a person may read it, with one training at a time."""

    table_class, filterset_class = TrainingTable, TrainingFilter
    title, noun = "Training", "school"
    definition = (
        "People who need the training, by what they are at the school, and those who have it in date today."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("training.see_training"):
            raise PermissionDenied
        self.courses = list(Course.objects.all())
        return super().dispatch(request, *args, **kwargs)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "courses": self.courses}

    def get_queryset(self) -> QuerySet[School]:
        scope = standing_of(self.request.user).scope(Power.SEE_TRAINING)
        schools = scope.limit(School.objects.live(), "pk")
        return with_course(schools, self._course(), timezone.localdate()).order_by("name", "pk")

    def _course(self) -> Course:
        asked = self.request.GET.get("course")
        return next((course for course in self.courses if course.code == asked), self.courses[0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course = self._course()
        kwargs["intro"] = f"{course.name}. {course.source}."
        return super().get_context_data(**kwargs)

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb="training.export",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind, "rows": self.object_list.count(), "course": self._course().code},
        )


def _school(request: HttpRequest, urn: int, permission: str) -> School:
    """The register is public: a school whose training is none of one's business answers 403."""
    school = get_object_or_404(School.objects.live(), urn=urn)
    if not request.user.has_perm(permission, school):
        raise PermissionDenied
    return school


def _of(school: School) -> dict[str, Any]:
    return {
        "school": school,
        "trail": [
            (school.name, school.get_absolute_url()),
            ("Training", reverse("training:school", args=[school.urn])),
        ],
    }


@require_safe
def school(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """Every training at one school: who has it until when, who lacks it, how much of the staff."""
    shown, today = _school(request, urn, "training.see_training"), timezone.localdate()
    context = {
        "school": shown,
        "covers": coverage([shown.pk], today)[shown.pk],
        "may_keep": request.user.has_perm("training.keep_training", shown),
        "soon": today + services.REMIND_BEFORE,
        "trail": [(shown.name, shown.get_absolute_url())],
    }
    return render(request, "training/school.html", context)


@require_http_methods(["GET", "POST"])
def enter(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    at = _school(request, urn, "training.keep_training")
    form = EnterForm(request.POST or None, people=services.people_of(at))

    def save() -> str:
        training = services.enter_training(school=at, by=request.user, **form.cleaned_data)
        return f"{training.course} of {training.person.name} is written down."

    return _answer(request, form, at, save, "training/enter.html")


@require_http_methods(["GET", "POST"])
def count(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    at = _school(request, urn, "training.keep_training")
    form = CountForm(request.POST or None)

    def save() -> str:
        counted = services.count_staff(school=at, by=request.user, **form.cleaned_data)
        return f"{counted} of the staff: the count is written down."

    return _answer(request, form, at, save, "training/count.html")


@require_http_methods(["GET", "POST"])
def withdraw(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    rows = Training.objects.standing().select_related("school", "person", "course")
    scope = standing_of(request.user).scope(Power.SEE_TRAINING)
    training = get_object_or_404(scope.limit(rows), reference=reference)
    at = _school(request, training.school.urn, "training.keep_training")
    form = WithdrawForm(request.POST or None)

    def save() -> str:
        services.withdraw_training(training=training, by=request.user, **form.cleaned_data)
        return "It is withdrawn. What was entered is kept."

    return _answer(request, form, at, save, "training/withdraw.html", training=training)


def _answer(
    request: HttpRequest, form: PortalForm, at: School, save: Callable[[], str], template: str, **more: Any
) -> HttpResponse:
    """Carry a form out once and go back to the school's training, or show it again with what is wrong."""
    back = reverse("training:school", args=[at.urn])
    if request.method == "POST" and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = back
                done = save()
        except AlreadySubmitted:
            return redirect(back)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, template, {"form": form, **_of(at), **more})

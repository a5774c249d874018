"""The register of concerns, one concern, and what may be said about it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from exclusions.concerns import page, services
from exclusions.concerns.enums import EntryKind
from exclusions.concerns.forms import AdditionForm, AnswerForm, FeedbackForm
from exclusions.concerns.listing import ConcernFilter, ConcernTable
from exclusions.concerns.models import Concern, ConcernFile, ConcernQuerySet
from exclusions.concerns.news import with_news
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.forms import PortalForm
from portal.core.once import AlreadySubmitted, once
from portal.core.tables import PortalTable
from portal.files.services import serve_file
from schools.links.standing import standing_of


class ConcernList(RecordListing):
    table_class, filterset_class = ConcernTable, ConcernFilter
    title, noun, audit_noun = "Concerns", "concern", "concern"
    saved_as = "Concerns"
    template_name = "concerns/list.html"
    empty_text = "No concern matches these filters."
    empty_next_text = "See every concern"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("concerns.see_concerns"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> ConcernQuerySet:
        return Concern.objects.visible_to(self.request.user)

    def dressed(self, rows: ConcernQuerySet) -> ConcernQuerySet:
        return with_news(rows.for_list().order_by("-raised_at", "-pk"), self.request.user)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        several = self._has_several_schools()
        return {**super().get_filterset_kwargs(filterset_class), "several_schools": several}

    def _has_several_schools(self) -> bool:
        scope = standing_of(self.request.user).scope(Power.SEE_CONCERNS)
        return scope.everywhere or len(scope.school_ids) > 1

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table: PortalTable | None = kwargs.get("table")
        if table is not None and not self._has_several_schools():
            table.columns.hide("school")
        return super().get_context_data(
            **kwargs,
            may_raise=self.request.user.has_perm("concerns.raise_concern"),
        )

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def concern_of(request: AuthenticatedRequest, reference: str, verb: str) -> Concern:
    """The concern, in scope (else 404) and the verb allowed to this person (else 403)."""
    rows = Concern.objects.visible_to(request.user).select_related("school", "raised_by", "taken_by")
    concern = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm(f"concerns.{verb}_concern", concern):
        raise PermissionDenied
    return concern


def _page(request: AuthenticatedRequest, concern: Concern, bound: dict[str, PortalForm]) -> HttpResponse:
    context = page.context(request, concern, bound)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="concern.view",
        about=[concern.reference, *(subject.pupil.reference for subject in context["subjects"])],
        capacity=standing_of(request.user).capacity(concern.school_id),
    )
    return render(request, "concerns/detail.html", context)


@require_safe
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    return _page(request, concern_of(request, reference, "see"), {})


def _say(
    request: AuthenticatedRequest, concern: Concern, verb: str, form: PortalForm, say: Callable[[], Any]
) -> HttpResponse:
    """Carry out what a form says, once; a refusal comes back beside what was typed."""
    if form.is_valid():
        try:
            with once(request) as submission:
                say()
                submission.leads_to = concern.get_absolute_url()
        except AlreadySubmitted:
            return redirect(concern)
        except Refused as refusal:
            concern.refresh_from_db()
            form.add_error(None if "body" not in form.fields else "body", str(refusal))
        else:
            return redirect(f"{concern.get_absolute_url()}#timeline")
    return _page(request, concern, {verb: form})


@require_POST
def answer(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = concern_of(request, reference, "answer")
    form = AnswerForm(request.POST, prefix="answer")

    def say() -> None:
        services.answer_question(concern=concern, answer=form.cleaned_data["body"], by=request.user)

    return _say(request, concern, "answer", form, say)


@require_POST
def write(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = concern_of(request, reference, "write")
    form = page.message_form(request.user, concern, request.POST)

    def say() -> None:
        services.write_message(concern=concern, by=request.user, **form.said())

    return _say(request, concern, "write", form, say)


@require_POST
def add(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    concern = concern_of(request, reference, "add")
    form = AdditionForm(request.POST, prefix="add")

    def say() -> None:
        kind, body = EntryKind(form.cleaned_data["kind"] or EntryKind.ADDITION), form.cleaned_data["body"]
        services.add_to_record(concern=concern, kind=kind, body=body, by=request.user)

    return _say(request, concern, "add", form, say)


@require_POST
def rate(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The school says once whether the decision helped."""
    concern = concern_of(request, reference, "rate")
    form = FeedbackForm(request.POST, prefix="rate")

    def say() -> None:
        services.give_feedback(concern=concern, by=request.user, **form.cleaned_data)

    return _say(request, concern, "rate", form, say)


@require_safe
def file(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """A file of a concern, or of one's own draft. Who opened it is written down."""
    rows = ConcernFile.objects.visible_to(request.user).select_related("concern", "draft")
    kept = get_object_or_404(rows, reference=reference)
    owner = kept.concern or kept.draft
    assert owner is not None  # noqa: S101 -- visible_to gives no file without one
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="concern.file",
        about=[kept.reference, owner.reference],
        capacity=standing_of(request.user).capacity(owner.school_id),
    )
    return serve_file(kept)

"""Records that look like one child: the list, the two side by side, and what is decided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from portal.core.privacy import Tier
from portal.core.templatetags.portal import plain_date
from schools.links.standing import standing_of
from schools.pupils import services
from schools.pupils.forms.merging import MergeForm, WhyForm
from schools.pupils.holdings import held_everywhere
from schools.pupils.listing import DuplicatesFilter, DuplicatesTable
from schools.pupils.models import Pupil, PupilMerge, Resemblance, ResemblanceQuerySet
from schools.pupils.page import PupilPage
from schools.pupils.reading import readable, tiers_of


class Duplicates(ListingView):
    """Pairs of which one keeps both pupils' details, as they were found, the latest first."""

    table_class, filterset_class = DuplicatesTable, DuplicatesFilter
    title, noun = "Records that may be of one child", "pair"
    intro = (
        "The portal compares names, dates of birth and UPNs once a day. It decides nothing: compare the "
        "two, then merge them or say that they are two children."
    )
    empty_text = "No two records look like one child."

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("pupils.manage_pupils"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> ResemblanceQuerySet:
        rows = Resemblance.objects.visible_to(self.request.user).unmerged()
        return rows.select_related("first", "second").order_by("-found_at", "-pk")

    def seen(self, records: Any) -> None:
        pairs = [getattr(row, "record", row) for row in records]
        about = dict.fromkeys(pupil.reference for pair in pairs for pupil in (pair.first, pair.second))
        _note(self.request, Kind.VIEW, "list", list(about))

    def exported(self, kind: str) -> None:
        _note(self.request, Kind.EXPORT, "export", [], format=kind, rows=self.object_list.count())


def _note(request: HttpRequest, kind: Kind, verb: str, about: list[str], **detail: Any) -> None:
    record(
        by=request.user,
        kind=kind,
        verb=f"duplicates.{verb}",
        about=about,
        capacity=standing_of(request.user).capacity(),
        detail=detail,
    )


def _two(request: AuthenticatedRequest, first: str, second: str) -> tuple[Pupil, Pupil]:
    """Two pupils whose details this person keeps (else 404)."""
    if not request.user.has_perm("pupils.manage_pupils"):
        raise PermissionDenied
    rows = Pupil.objects.manageable_by(request.user)
    found = {pupil.reference: pupil for pupil in rows.filter(reference__in=[first, second])}
    if first == second or len(found) != 2:
        raise Http404
    return found[first], found[second]


@require_http_methods(["GET", "POST"])
def compare(request: AuthenticatedRequest, first: str, second: str) -> HttpResponse:
    """The two side by side; merging them, or saying that they are two children."""
    rows = Pupil.objects.manageable_by(request.user).filter(reference__in=[first, second])
    if one := rows.filter(merged__reference__in=[first, second]).first():
        return redirect("pupils:details", one.reference)  # merged since, perhaps by the first of two clicks
    two = _two(request, first, second)
    known = _pair(two)
    if known is not None and known.dismissed_at and "reconsider" in request.POST:
        return _reconsider(request, known)
    pair = known if known is not None and known.dismissed_at is None else None
    dismissing = "dismiss" in request.POST
    post = request.POST if request.method == "POST" else None
    merge_form = MergeForm(post if not dismissing else None, pupils=two)
    why_form = WhyForm(post if dismissing else None, prefix="two") if pair else None
    if post is not None:
        if dismissing and why_form is not None and why_form.is_valid():
            return _dismiss(request, pair, why_form)
        if not dismissing and merge_form.is_valid():
            answer = _merge(request, merge_form)
            if answer is not None:
                return answer
    _note(request, Kind.VIEW, "compare", [pupil.reference for pupil in two])
    context = {
        "pupils": two,
        "rows": _side_by_side(request, two),
        "reasons": pair.reasons if pair else [],
        "dismissed": known if known is not None and pair is None else None,
        "merge_form": merge_form,
        "why_form": why_form,
        "trail": [("Pupils", reverse("pupils:find")), ("Duplicates", reverse("pupils:duplicates"))],
    }
    return render(request, "pupils/compare.html", context)


def _pair(two: tuple[Pupil, Pupil]) -> Resemblance | None:
    older, newer = sorted(two, key=lambda pupil: pupil.pk)
    pairs = Resemblance.objects.select_related("first", "second", "dismissed_by")
    return pairs.filter(first=older, second=newer).first()


def _merge(request: AuthenticatedRequest, form: MergeForm) -> HttpResponse | None:
    """Merge and go to the record that is kept; None where it was refused, with the refusal in the form."""
    kept, merged = form.chosen()
    try:
        with once(request) as submission:
            submission.leads_to = reverse("pupils:details", args=[kept.reference])
            services.merge(kept=kept, merged=merged, because=form.cleaned_data["because"], by=request.user)
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"{merged.reference} is merged into {kept.reference}. It can be undone below.")
    return redirect("pupils:details", kept.reference)


def _dismiss(request: AuthenticatedRequest, pair: Resemblance | None, form: WhyForm) -> HttpResponse:
    if pair is not None:
        try:
            services.dismiss(pair=pair, because=form.cleaned_data["because"], by=request.user)
        except Refused as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, "They are two children. The pair will not be shown again.")
    return redirect("pupils:duplicates")


def _reconsider(request: AuthenticatedRequest, pair: Resemblance) -> HttpResponse:
    try:
        services.reconsider(pair=pair, by=request.user)
    except Refused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "The pair is listed again. Decide once you know.")
    return redirect("pupils:compare", pair.first.reference, pair.second.reference)


def _side_by_side(request: AuthenticatedRequest, two: tuple[Pupil, Pupil]) -> list[dict[str, Any]]:
    """What each record says, line by line, and whether they differ."""
    columns = [_lines(request, pupil) for pupil in two]
    labels = dict.fromkeys(label for column in columns for label in column)
    return [
        {
            "label": label,
            "values": [column.get(label, "") for column in columns],
            "differs": columns[0].get(label, "") != columns[1].get(label, ""),
        }
        for label in labels
    ]


def _lines(request: AuthenticatedRequest, pupil: Pupil) -> dict[str, str]:
    today = timezone.localdate()
    lines = {
        "Name": pupil.full_name,
        "Preferred name": pupil.preferred_name,
        "Date of birth": plain_date(pupil.born_on),
        "Sex": pupil.get_sex_display(),
        "UPN": pupil.upn or "",
        "Former UPNs": ", ".join(pupil.former_upns.values_list("upn", flat=True)),
        "On roll": "\n".join(
            f"{e.school.name}, {e.get_year_group_display()}, from {plain_date(e.starts_on)}"
            + (f" to {plain_date(e.ends_on)}" if e.ends_on else "")
            for e in pupil.enrolments.select_related("school")
        ),
    }
    facts, tiers = pupil.facts.on(today).order_by("kind", "rank", "pk"), tiers_of(request.user, pupil)
    for shown in readable(facts, tiers):
        lines[shown.label] = shown.words
    if Tier.T4 not in tiers:
        return lines  # that there are concerns at all is for those who read them
    return lines | {f"Recorded: {words}": str(number) for words, number in held_everywhere(pupil).items()}


@require_http_methods(["GET", "POST"])
def undo(request: AuthenticatedRequest, reference: str, pk: int) -> HttpResponse:
    """Make two records of one again."""
    page = PupilPage.manage(request, reference)
    rows = PupilMerge.objects.filter(kept=page.pupil, undone_at=None).select_related("merged", "merged_by")
    made = get_object_or_404(rows, pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    back = reverse("pupils:details", args=[page.pupil.reference])
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = back
                services.undo_merge(made=made, because=form.cleaned_data["because"], by=request.user)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.merged.reference} is a record of its own again.")
            return redirect(back)
    trail = [("Pupils", reverse("pupils:find")), (page.pupil.reference, back)]
    context = {"form": form, "made": made, "pupil": page.pupil, "trail": trail}
    return render(request, "pupils/unmerge.html", context)

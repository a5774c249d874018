"""Pages of the commitment: its text, signing, withdrawing, and which schools have signed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.protocol.commitment import services
from exclusions.protocol.commitment.forms import SignForm, WithdrawForm
from exclusions.protocol.commitment.listing import (
    CommitmentFilter,
    CommitmentTable,
    unsigned_first,
    with_signature,
)
from exclusions.protocol.commitment.models import Charter, year_words
from portal.accounts.enums import Power
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of
from schools.register.models import School


@require_safe
def charter(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """One edition of the text. Everybody signed in may read it."""
    edition = get_object_or_404(Charter, number=number) if number < 32_000 else None
    if edition is None:
        raise Http404
    return render(request, "protocol/charter.html", {"charter": edition})


def _school(request: HttpRequest, urn: int) -> School:
    school = get_object_or_404(School.objects.live(), urn=urn)
    if not request.user.has_perm("protocol.sign_commitment", school):
        raise PermissionDenied
    return school


def _context(school: School) -> dict[str, Any]:
    return {
        "school": school,
        "year": year_words(services.this_year()),
        "trail": [("Schools", reverse("register:directory")), (school.name, school.get_absolute_url())],
    }


@require_http_methods(["GET", "POST"])
def sign(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    """The headteacher signs for the school; the newest edition."""
    school, newest = _school(request, urn), Charter.objects.order_by("-number").first()
    if newest is None:
        raise Http404
    form = SignForm(request.POST or None, initial={"head_name": request.user.name})
    if request.method == "POST" and form.is_valid():
        names = {name: form.cleaned_data[name] for name in ("head_name", "chair_name", "signed_on")}
        try:
            with once(request) as submission:
                submission.leads_to = school.get_absolute_url()
                services.sign(school=school, charter=_read(request, newest), by=request.user, **names)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. The commitment stands on the page of your school.")
            return redirect(school)
    context = _context(school) | {"form": form, "charter": newest}
    return render(request, "protocol/sign.html", context)


def _read(request: HttpRequest, newest: Charter) -> Charter:
    """The edition that stood on the page that was sent; refused where a newer one came out since."""
    if request.POST.get("edition") != str(newest.number):
        raise Refused("A new edition of the text is out. Read it above, then sign.")
    return newest


@require_http_methods(["GET", "POST"])
def withdraw(request: AuthenticatedRequest, urn: int) -> HttpResponse:
    school = _school(request, urn)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(school=school, because=form.cleaned_data["because"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The commitment is withdrawn. What was signed is kept.")
            return redirect(school)
    return render(request, "protocol/withdraw.html", _context(school) | {"form": form})


class Commitments(ListingView):
    """Schools of the area, or of the authority, and what they signed this academic year."""

    table_class, filterset_class = CommitmentTable, CommitmentFilter
    title, noun = "No Need to Exclude commitments", "school"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("protocol.see_commitments"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[School]:
        scope = standing_of(self.request.user).scope(Power.SEE_COMMITMENTS)
        return unsigned_first(with_signature(scope.limit(School.objects.live(), "pk")))

    def exported(self, kind: str) -> None:
        record(
            by=self.request.user,
            kind=Kind.EXPORT,
            verb="commitment.export",
            capacity=standing_of(self.request.user).capacity(),
            detail={"format": kind, "rows": self.object_list.count()},
        )

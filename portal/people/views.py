"""Pages of administrators: who is here, what they may do, and ending it. And the invitation's page."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required, permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import second_factor
from portal.accounts.enums import Role
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import RoleGrant, User
from portal.accounts.roles import ROLES
from portal.core.errors import Refused
from portal.core.listing import ListingView
from portal.core.once import AlreadySubmitted, once
from portal.core.subjects import panels_for
from portal.people import services
from portal.people.forms import EndAccessForm, FirstPasswordForm, GrantForm, InviteForm, ResetForm
from portal.people.invitations import person_invited
from portal.people.listing import PersonFilter, PersonTable

manages_people = permission_required("people.manage_people", raise_exception=True)
# Who gives access shows again that it is them, unless they signed in a few minutes ago.
surely_them = reauthentication_required(enabled=lambda request: settings.MFA_REQUIRED)


class PeopleList(PermissionRequiredMixin, ListingView):
    permission_required = "people.manage_people"
    raise_exception = True
    template_name = "people/list.html"
    table_class, filterset_class = PersonTable, PersonFilter
    title, noun = "People", "person"
    saved_as = "People"
    exports = False
    empty_text = "Nobody matches. Check the spelling, or invite them."

    def get_queryset(self) -> QuerySet[User]:
        now = Prefetch("role_grants", RoleGrant.objects.active(), to_attr="grants_now")
        return User.objects.prefetch_related(now).order_by("name", "pk")


@manages_people
def person(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    return _person_page(request, found, GrantForm(held=_held(found)))


def _held(found: User) -> set[str]:
    return set(found.role_grants.active().values_list("role", flat=True))


def _person_page(request: AuthenticatedRequest, found: User, form: GrantForm) -> HttpResponse:
    grants = list(found.role_grants.active().order_by("granted_at", "pk"))
    context: dict[str, Any] = {
        "person": found,
        "form": form,
        "has_second_step": bool(second_factor.kinds_of(found)),
        "invited": found.is_active and not found.has_usable_password(),
        "grants": [(grant, ROLES[Role(grant.role)].description) for grant in grants if grant.role in Role],
        "panels": panels_for(request, "person", found),
        "trail": [("People", reverse("people:list"))],
    }
    return render(request, "people/person.html", context)


@manages_people
@require_http_methods(["GET", "POST"])
@surely_them
def invite(request: AuthenticatedRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            with once(request) as submission:
                if not form.is_valid():
                    raise Refused
                invited = services.invite_person(**form.cleaned_data, by=request.user)
                submission.leads_to = reverse("people:person", args=[invited.reference])
        except AlreadySubmitted as done:
            return redirect(done.leads_to or "people:list")
        except Refused as refusal:
            if str(refusal):
                form.add_error("email", str(refusal))
        else:
            messages.success(request, "The invitation is on its way.")
            return redirect(submission.leads_to)
    return render(
        request, "people/invite.html", {"form": form, "trail": [("People", reverse("people:list"))]}
    )


@manages_people
@require_POST
def resend(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    return _done(
        request,
        found,
        "A new invitation is on its way. The earlier one no longer works.",
        services.resend_invitation,
    )


def _done(request: AuthenticatedRequest, found: User, words: str, service: Any, **about: Any) -> HttpResponse:
    try:
        service(**(about or {"user": found}), by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("people:person", found.reference)


@manages_people
@require_POST
@surely_them
def grant_role(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    form = GrantForm(request.POST, held=_held(found))
    if not form.is_valid():
        return _person_page(request, found, form)
    role = Role(form.cleaned_data["role"])
    return _done(
        request, found, f"The role {role.label} is given.", services.grant_role, user=found, role=role
    )


@manages_people
@require_POST
@surely_them
def end_role(request: AuthenticatedRequest, reference: str, role: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    grant = get_object_or_404(found.role_grants.active(), role=role)
    return _done(request, found, "The role has ended.", services.end_role, grant=grant)


@manages_people
@require_http_methods(["GET", "POST"])
@surely_them
def end_access(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    form = EndAccessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        words = f"{found.name} can no longer sign in."
        return _done(request, found, words, services.end_access, user=found, reason=reason)
    trail = [("People", reverse("people:list")), (found.name, reverse("people:person", args=[reference]))]
    return render(request, "people/end_access.html", {"form": form, "person": found, "trail": trail})


@manages_people
@require_POST
@surely_them
def restore_access(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    words = f"{found.name} has access again. An invitation to choose a new password is on its way."
    return _done(request, found, words, services.restore_access)


@manages_people
@require_http_methods(["GET", "POST"])
@surely_them
def reset_second_step(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(User, reference=reference)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        words = f"{found.name} sets up a new second step when they next sign in."
        return _done(request, found, words, services.reset_second_step, user=found, reason=reason)
    trail = [("People", reverse("people:list")), (found.name, reverse("people:person", args=[reference]))]
    context = {"form": form, "person": found, "trail": trail}
    return render(request, "people/reset_second_step.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose the first password; then signed in, and led to the second step."""
    invited = person_invited(token)
    if invited is None:
        return render(request, "people/invitation_spent.html", status=410)
    form = FirstPasswordForm(request.POST if request.method == "POST" else None, person=invited)
    if request.method == "POST" and form.is_valid():
        try:
            accepted = services.accept_invitation(token=token, password=form.cleaned_data["password"])
        except Refused:
            return render(request, "people/invitation_spent.html", status=410)
        login(request, accepted, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("mfa_index")
    return render(request, "people/invitation.html", {"form": form, "person": invited})


@manages_people
def roles(request: AuthenticatedRequest) -> HttpResponse:
    """Every role with its sentence and its powers, straight from the code that decides."""
    rows = [
        {"label": role.label, "spec": spec, "powers": sorted(p.value.replace("_", " ") for p in spec.powers)}
        for role, spec in ROLES.items()
    ]
    return render(request, "people/roles.html", {"rows": rows, "trail": [("People", reverse("people:list"))]})

"""Who may use the portal: inviting people, giving and ending authority roles, ending access."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.authority import forget_authority_roles
from portal.accounts.ended import access_ended
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant, User
from portal.accounts.sessions import end_sessions
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.notices.services import notify
from portal.people.invitations import invitation_path, person_invited


@transaction.atomic
def invite_person(
    *,
    email: str,
    name: str,
    job_title: str = "",
    agency: str = "",
    phone: str = "",
    roles: Iterable[Role] = (),
    by: User,
) -> User:
    """Make an account without a password and send its owner the link to choose one.

    Refuses an address that somebody has already, in any case of letters.
    """
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                email=email, name=name, job_title=job_title, agency=agency, phone=phone
            )
    except IntegrityError:
        raise Refused("Somebody with this email address is here already.") from None
    record(by=by, kind=Kind.CHANGE, verb="people.invite", about=[person.reference])
    for role in roles:
        grant_role(user=person, role=role, by=by)
    _send_invitation(person)
    return person


@transaction.atomic
def resend_invitation(*, user: User, by: User) -> None:
    """Send a new link; the earlier one stops working. Refused once a password was chosen."""
    person = _locked(user)
    if not person.is_active or person.has_usable_password():
        raise WrongState("This person needs no invitation: they have signed in before, or access has ended.")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    record(by=by, kind=Kind.CHANGE, verb="people.resend", about=[person.reference])
    _send_invitation(person)


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Choose the first password. The link is spent by it; refused where it no longer holds."""
    person = person_invited(token)
    if person is not None:
        _locked(person)
        person = person_invited(token)
    if person is None:
        raise WrongState("This invitation can no longer be used.")
    person.set_password(password)
    person.save(update_fields=["password"])
    record(by=person, kind=Kind.CHANGE, verb="people.accept", about=[person.reference])
    return person


@transaction.atomic
def end_access(*, user: User, reason: str, by: User) -> None:
    """Close the account, end its roles and its sessions at once; rooms above end what they gave.

    Nobody ends their own access: there would be nobody left to undo it.
    """
    person = _locked(user)
    if person.pk == by.pk:
        raise Refused("You cannot end your own access. Ask another administrator.")
    if not person.is_active:
        raise WrongState("This person’s access has ended already.")
    for grant in person.role_grants.active():
        end_role(grant=grant, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    user.is_active = False
    end_sessions(person)
    access_ended.send(sender=User, person=person, by=by)
    record(by=by, kind=Kind.CHANGE, verb="people.end_access", about=[person.reference], reason=reason)


@transaction.atomic
def restore_access(*, user: User, by: User) -> None:
    """Open a closed account again: a new invitation, a new password, and no role until one is given."""
    person = _locked(user)
    if person.is_active:
        raise WrongState("This person has access already.")
    person.is_active = True
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    user.is_active = True
    record(by=by, kind=Kind.CHANGE, verb="people.restore_access", about=[person.reference])
    _send_invitation(person)


@transaction.atomic
def reset_second_step(*, user: User, reason: str, by: User) -> None:
    """Take away every second step of a person who lost theirs, and sign them out everywhere.

    They sign in with their password and set up another before they see anything. An administrator
    does it for somebody else only: whoever sits at an open screen must not undo its owner's protection.
    """
    person = _locked(user)
    if person.pk == by.pk:
        raise Refused("You cannot reset your own second step. Ask another administrator.")
    factors = Authenticator.objects.filter(user=person)
    if not factors.exists():
        raise WrongState("This person has no second step to reset.")
    factors.delete()
    end_sessions(person)
    about = [person.reference]
    record(by=by, kind=Kind.CHANGE, verb="people.reset_second_step", about=about, reason=reason)
    notify(
        people=[person],
        kind="people.reset_second_step",
        text="An administrator reset your second step of signing in. Sign in to set up another.",
        about=person.reference,
        leads_to=reverse("mfa_index"),
    )


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User) -> RoleGrant:
    """Give an authority role, and put the person in the group of the same code (content tools ask it)."""
    person = _locked(user)
    if not person.is_active:
        raise WrongState("This person’s access has ended.")
    if person.role_grants.active().filter(role=role).exists():
        raise WrongState("This person has this role already.")
    grant = RoleGrant.objects.create(user=person, role=role, granted_by=by)
    group, _ = Group.objects.get_or_create(name=role.value)
    person.groups.add(group)
    forget_authority_roles(user)
    detail = {"role": role.value}
    record(by=by, kind=Kind.CHANGE, verb="people.grant_role", about=[person.reference], detail=detail)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User) -> None:
    """End a role from now on. Nobody takes their own administrator role away."""
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if grant.ended_at is not None:
        raise WrongState("This role has ended already.")
    if grant.user_id == by.pk and grant.role == Role.ADMINISTRATOR:
        raise Refused("You cannot end your own administrator role. Ask another administrator.")
    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    person = grant.user
    person.groups.remove(*person.groups.filter(name=grant.role))
    forget_authority_roles(person)
    detail = {"role": grant.role}
    record(by=by, kind=Kind.CHANGE, verb="people.end_role", about=[person.reference], detail=detail)


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _send_invitation(person: User) -> None:
    notify(
        people=[person],
        kind="people.invite",
        text="You are invited to the inclusion portal. Choose your password within 7 days.",
        about=person.reference,
        leads_to=invitation_path(person),
    )

"""Inviting people, giving and ending roles, ending access: what changes and what is written down."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from portal.accounts.authority import may
from portal.accounts.enums import Power, Role
from portal.accounts.models import RoleGrant, User
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from portal.people import services
from portal.people.invitations import invitation_path, person_invited

GOOD = "purple lanterns over Whitby"


def token_of(person):
    return invitation_path(person).split("/")[-2]


@pytest.fixture
def invited(cast):
    return services.invite_person(
        email="New.Person@example.org", name="New Person", roles=[Role.BOARD_MEMBER], by=cast.administrator
    )


def verbs_about(person):
    events = Event.objects.filter(subjects__reference=person.reference).order_by("pk")
    return [(event.verb, event.actor and event.actor.email) for event in events]


def test_an_invitation_makes_an_account_tells_its_owner_and_is_written_down(invited):
    assert (invited.email, invited.has_usable_password()) == ("new.person@example.org", False)
    assert [g.name for g in invited.groups.all()] == ["board_member"]
    assert may(invited, Power.SEE_BOARD)
    assert Notice.objects.get(user=invited).leads_to == invitation_path(invited)
    by = "administrator@example.org"
    assert verbs_about(invited) == [("people.invite", by), ("people.grant_role", by)]


def test_an_address_somebody_has_is_refused_and_nothing_stays(cast):
    before = User.objects.count()

    with pytest.raises(Refused, match="here already"):
        services.invite_person(email="DSL@example.org", name="Again", by=cast.administrator)

    assert (User.objects.count(), Event.objects.filter(verb="people.invite").count()) == (before, 0)


def test_a_link_is_for_one_use(invited):
    token = token_of(invited)

    services.accept_invitation(token=token, password=GOOD)

    assert person_invited(token) is None
    with pytest.raises(WrongState):
        services.accept_invitation(token=token, password="another long password")
    invited.refresh_from_db()
    assert invited.check_password(GOOD)


def test_a_link_lasts_seven_days(invited):
    token = token_of(invited)

    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert person_invited(token) == invited
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert person_invited(token) is None


def test_a_changed_link_invites_nobody(invited):
    token = token_of(invited)
    forged = [token[:-1], f"9{token}", "x", "\x00", ""]

    assert person_invited(token) == invited
    assert [person_invited(other) for other in forged] == [None] * 5


def test_a_newer_invitation_withdraws_the_earlier_one(invited, cast):
    earlier = token_of(invited)

    services.resend_invitation(user=invited, by=cast.administrator)

    invited.refresh_from_db()
    assert person_invited(earlier) is None
    assert person_invited(token_of(invited)) == invited


def test_who_has_a_password_needs_no_invitation(cast):
    with pytest.raises(WrongState):
        services.resend_invitation(user=cast.dsl, by=cast.administrator)


def test_ending_access_ends_roles_and_sessions_at_once(cast, as_person):
    theirs, another = as_person("inclusion_officer"), as_person("dsl")
    assert theirs.get("/account/").status_code == 200

    services.end_access(user=cast.inclusion_officer, reason="has left", by=cast.administrator)

    assert Session.objects.count() == 1
    assert theirs.get("/account/").status_code == 302
    assert another.get("/account/").status_code == 200
    assert not cast.inclusion_officer.role_grants.active().exists()
    assert Event.objects.get(verb="people.end_access").reason == "has left"
    again = Client()
    again.post("/accounts/login/", {"login": "inclusion_officer@example.org", "password": GOOD})
    assert "_auth_user_id" not in again.session


def test_nobody_ends_their_own_access_or_administrator_role(cast):
    grant = RoleGrant.objects.get(user=cast.administrator)

    with pytest.raises(Refused):
        services.end_access(user=cast.administrator, reason="oops", by=cast.administrator)
    with pytest.raises(Refused):
        services.end_role(grant=grant, by=cast.administrator)

    cast.administrator.refresh_from_db()
    assert cast.administrator.is_active


def test_a_role_is_given_once_and_ends(cast):
    grant = services.grant_role(user=cast.nobody, role=Role.CONTENT_EDITOR, by=cast.administrator)
    with pytest.raises(WrongState):
        services.grant_role(user=cast.nobody, role=Role.CONTENT_EDITOR, by=cast.administrator)
    assert [g.name for g in cast.nobody.groups.all()] == ["content_editor"]

    services.end_role(grant=grant, by=cast.administrator)

    assert list(cast.nobody.groups.all()) == []
    assert not may(User.objects.get(pk=cast.nobody.pk), Power.EDIT_GUIDANCE)
    with pytest.raises(WrongState):
        services.end_role(grant=grant, by=cast.administrator)

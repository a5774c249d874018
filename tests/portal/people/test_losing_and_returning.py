"""Somebody loses their phone, somebody comes back; and giving access asks who is at the keyboard."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from portal.people import services
from portal.people.invitations import invitation_path, person_invited
from tests.factories.accounts import PASSWORD


def page_of(person, name):
    return reverse(f"people:{name}", args=[person.reference])


def give_app(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_a_lost_phone_is_forgotten_everywhere_and_its_owner_told(cast, as_person, settings):
    settings.MFA_REQUIRED = True
    give_app(cast.dsl)
    theirs, administrator = as_person("dsl"), as_person("administrator")
    give_app(cast.administrator)
    assert theirs.get("/account/").status_code == 200

    response = administrator.post(
        page_of(cast.dsl, "reset_second_step"), {"reason": "phone lost, rang her at school"}
    )

    assert response["Location"] == page_of(cast.dsl, "person")
    assert list(Authenticator.objects.values_list("user", flat=True)) == [cast.administrator.pk]
    assert theirs.get("/account/")["Location"].startswith("/accounts/login/")
    event = Event.objects.get(verb="people.reset_second_step")
    assert (event.actor, event.reason) == (cast.administrator, "phone lost, rang her at school")
    assert [n.kind for n in Notice.objects.filter(user=cast.dsl)] == ["people.reset_second_step"]
    again = Client()
    again.post("/accounts/login/", {"login": cast.dsl.email, "password": PASSWORD})
    assert again.get("/account/")["Location"] == reverse("mfa_index")


def test_a_reset_needs_a_reason(cast, as_person):
    give_app(cast.dsl)

    response = as_person("administrator").post(page_of(cast.dsl, "reset_second_step"), {"reason": " "})

    assert "Say how you know that it is them" in response.content.decode()
    assert Authenticator.objects.count() == 1


def test_nobody_resets_their_own_or_what_is_not_there(cast):
    give_app(cast.administrator)

    with pytest.raises(Refused, match="your own"):
        services.reset_second_step(user=cast.administrator, reason="x", by=cast.administrator)
    with pytest.raises(WrongState):
        services.reset_second_step(user=cast.dsl, reason="x", by=cast.administrator)

    assert Authenticator.objects.count() == 1


def test_who_returns_chooses_a_new_password_and_has_no_role(cast, as_person):
    services.end_access(user=cast.board_member, reason="has left", by=cast.administrator)

    as_person("administrator").post(page_of(cast.board_member, "restore_access"))

    cast.board_member.refresh_from_db()
    assert (cast.board_member.is_active, cast.board_member.check_password(PASSWORD)) == (True, False)
    assert not cast.board_member.role_grants.active().exists()
    token = invitation_path(cast.board_member).split("/")[-2]
    assert person_invited(token) == cast.board_member
    assert Event.objects.filter(verb="people.restore_access").count() == 1


def test_who_has_access_is_not_given_it_again(cast):
    with pytest.raises(WrongState):
        services.restore_access(user=cast.dsl, by=cast.administrator)

    cast.dsl.refresh_from_db()
    assert cast.dsl.has_usable_password()


@pytest.mark.parametrize("name", ["end_access", "reset_second_step"])
def test_later_in_the_day_one_shows_that_it_is_still_oneself(cast, as_person, settings, name):
    settings.MFA_REQUIRED, settings.SESSION_IDLE_MINUTES = True, 60
    give_app(cast.administrator)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = as_person("administrator")
        assert client.get(page_of(cast.dsl, name)).status_code == 200
        clock.shift(timedelta(minutes=6))
        asked = client.get(page_of(cast.dsl, name))

        client.post(asked["Location"], {"password": PASSWORD})

        assert asked["Location"].startswith("/accounts/reauthenticate/?next=%2Fpeople%2F")
        assert client.get(page_of(cast.dsl, name)).status_code == 200


def test_a_role_given_too_late_is_given_once_the_password_is_shown(cast, as_person, settings):
    settings.MFA_REQUIRED, settings.SESSION_IDLE_MINUTES = True, 60
    give_app(cast.administrator)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = as_person("administrator")
        client.get("/account/")
        clock.shift(timedelta(minutes=6))
        asked = client.post(page_of(cast.nobody, "grant_role"), {"role": Role.BOARD_MEMBER})
        assert not cast.nobody.role_grants.exists()

        client.post(asked["Location"], {"password": PASSWORD})

    assert [grant.role for grant in cast.nobody.role_grants.active()] == [Role.BOARD_MEMBER]

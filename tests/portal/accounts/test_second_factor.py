"""Where the second step is required, nothing opens before it is set up, and it works from end to end."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD

SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED = True


@pytest.mark.parametrize("name", ["home", "accounts:me", "account_change_password", "people:list"])
def test_every_page_leads_to_the_set_up(as_person, name):
    response = as_person("administrator").get(reverse(name))

    assert (response.status_code, response["Location"]) == (302, SET_UP)


@pytest.mark.parametrize("name", ["mfa_index", "core:cookies", "core:accessibility", "core:brand", "health"])
def test_what_one_needs_to_set_it_up_stays_open(as_person, name):
    assert as_person("dsl").get(reverse(name)).status_code == 200


def test_one_may_give_up_and_sign_out(as_person):
    client = as_person("dsl")

    client.post(reverse("account_logout"))

    assert "_auth_user_id" not in client.session


def test_anonymous_people_are_asked_to_sign_in(db):
    assert Client().get("/account/")["Location"].startswith("/accounts/login/")


def test_recovery_codes_alone_are_no_second_step(as_person, cast):
    Authenticator.objects.create(user=cast.dsl, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert as_person("dsl").get("/account/")["Location"] == SET_UP


def test_a_seen_factor_costs_no_question(as_person, cast, django_assert_num_queries):
    totp.TOTP.activate(cast.dsl, totp.generate_totp_secret())
    client = as_person("dsl")

    with django_assert_num_queries(2):  # the session and the person
        response = client.post(reverse("accounts:stay_signed_in"))

    assert response.status_code == 204


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_from_the_first_password_to_the_second_step(cast):
    client = Client()
    login = {"login": cast.dsl.email, "password": PASSWORD}

    assert client.post(reverse("account_login"), login, follow=True).redirect_chain[-1][0] == SET_UP
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    activated = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert activated.status_code == 200
    assert client.get("/account/").status_code == 200
    client.post(reverse("account_logout"))

    step = client.post(reverse("account_login"), login)
    assert step["Location"] == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert client.get("/account/").status_code == 200


def test_without_the_last_factor_every_session_must_set_one_up_again(as_person, cast):
    client = Client()
    totp.TOTP.activate(cast.dsl, secret := totp.generate_totp_secret())
    elsewhere = as_person("dsl")
    client.post(reverse("account_login"), {"login": cast.dsl.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/account/").status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=cast.dsl, type="totp").count() == 0
    assert client.get("/account/")["Location"] == SET_UP
    assert elsewhere.get("/account/")["Location"].startswith("/accounts/login/")

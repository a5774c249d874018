"""Signing in: the words on the page, what is refused, and how often one may try."""

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.accounts import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": person.email, "password": password, **more})


def test_the_page_says_what_it_needs(db):
    page = Client().get(LOGIN).content.decode()

    assert page.count("<h1") == 1
    for words in ("Email address</label>", "Password</label>", ">Sign in</button>", "by invitation only"):
        assert words in page
    assert "Sign in with a passkey" in page
    assert 'href="/guidance/"' in page


def test_the_right_password_opens_the_portal(cast):
    client = Client()

    assert sign_in(client, cast.dsl)["Location"] == "/"
    assert client.session.get_expire_at_browser_close() is True


@pytest.mark.parametrize(
    "person", ["dsl", "unknown@example.org", "nobody\x00@example.org", "'; DROP TABLE users; --", ""]
)
def test_a_wrong_password_and_an_unknown_address_look_alike(cast, person):
    email = cast.people[person].email if person in cast.people else person

    response = Client().post(LOGIN, {"login": email, "password": "wrong"})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    if "@example.org" in email and "\x00" not in email:
        assert "The email address or the password is not right" in response.content.decode()


def test_the_sixth_bad_password_is_refused_in_words(cast):
    client = Client()
    for _ in range(5):
        assert "is not right" in sign_in(client, cast.dsl, "wrong").content.decode()

    response = sign_in(client, cast.dsl)

    assert "Wait 5 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_hammering_the_page_is_refused_with_a_page(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(Client(), cast.dsl)

    response = sign_in(Client(), cast.dsl)

    assert response.status_code == 429
    assert "Wait 5 minutes" in response.content.decode()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(cast, away):
    assert sign_in(Client(), cast.dsl, next=away)["Location"] == "/"


def test_one_returns_to_the_page_one_wanted(cast):
    assert sign_in(Client(), cast.dsl, next="/account/")["Location"] == "/account/"


def test_a_closed_account_does_not_open(cast):
    cast.dsl.is_active = False
    cast.dsl.save()
    client = Client()

    sign_in(client, cast.dsl)

    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(db):
    assert Client().get(reverse("account_signup")).status_code == 404
    assert Client().post(reverse("account_signup"), {"email": "a@example.org"}).status_code == 404


@pytest.mark.parametrize(
    "name", ["account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_pages_before_signing_in_have_one_heading(db, name):
    response = Client().get(reverse(name))

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert "style=" not in response.content.decode()


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_change_password"],
)
def test_pages_of_the_account_have_one_heading(cast, name):
    client = Client()
    sign_in(client, cast.dsl)

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_signing_in_with_a_passkey_needs_no_sign_in_first(db):
    response = Client().get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    assert response.status_code == 200


def test_recovery_codes_lead_on_to_the_portal(cast, settings):
    settings.MFA_REQUIRED = True
    client = Client()
    sign_in(client, cast.dsl)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    page = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)

    shown = page.content.decode()
    codes = Authenticator.objects.get(user=cast.dsl, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    assert "I have kept them: continue" in shown
    download = client.get(reverse("mfa_download_recovery_codes"))
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'


def test_the_second_step_shows_the_ways_one_has_and_whom_to_ask(cast):
    secret = totp.generate_totp_secret()
    with context.request_context(RequestFactory().get("/")):
        totp.TOTP.activate(cast.dsl, secret)
    client = Client()
    sign_in(client, cast.dsl)

    page = client.get(reverse("mfa_authenticate")).content.decode()

    for words in (
        "recovery codes",
        "Ask an administrator",
        "Sign in as somebody else",
    ):
        assert words in page
    assert "Use a passkey instead" not in page

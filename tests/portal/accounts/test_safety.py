"""What must not go wrong around signing in: guesses, dead mail servers, hostile input."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.accounts import PASSWORD

LOGIN = "/accounts/login/"
PASSWORDS = {"password1": "three odd words", "password2": "three odd words"}


def with_app(person) -> str:
    """A secret of an authenticator app that the person has set up."""
    with context.request_context(RequestFactory().get("/")):
        totp.TOTP.activate(person, secret := totp.generate_totp_secret())
    return secret


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_the_sixth_wrong_code_is_refused_though_it_is_right(cast):
    secret = with_app(cast.dsl)
    client = Client()
    client.post(LOGIN, {"login": cast.dsl.email, "password": PASSWORD})
    for _ in range(5):
        assert "Incorrect code" in client.post("/accounts/2fa/authenticate/", {"code": "12"}).content.decode()

    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert "Wait 5 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_one_person_s_mistakes_do_not_lock_out_their_school(cast):
    for _ in range(6):
        Client().post(LOGIN, {"login": cast.dsl.email, "password": "wrong"})

    response = Client().post(LOGIN, {"login": cast.headteacher.email, "password": PASSWORD})

    assert response.status_code == 302


def test_the_secret_of_an_app_is_stored_encrypted(cast):
    secret = with_app(cast.dsl)

    stored = Authenticator.objects.get(user=cast.dsl).data["secret"]

    assert secret not in stored
    assert totp.decrypt(stored) == secret


def test_a_secret_outlives_a_change_of_the_key(cast, settings):
    secret = with_app(cast.dsl)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]

    assert totp.decrypt(Authenticator.objects.get(user=cast.dsl).data["secret"]) == secret


def ask_for_reset(email):
    return Client().post(reverse("account_reset_password"), {"email": email})


def test_a_new_password_by_email(cast):
    asked = ask_for_reset("DSL@example.org")
    [message] = mail.outbox
    path = re.search(r"https?://[^/]+(/\S+)", message.body)[1]
    client = Client()
    form = client.get(path, follow=True)

    done = client.post(form.redirect_chain[-1][0], PASSWORDS)

    assert asked["Location"] == reverse("account_reset_password_done")
    assert (message.to, message.subject) == (["dsl@example.org"], "Choose a new password")
    assert cast.dsl.name not in message.body
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    cast.dsl.refresh_from_db()
    assert cast.dsl.check_password("three odd words")
    assert "password1" not in Client().get(path, follow=True).content.decode()


def test_an_unknown_address_is_answered_alike_and_invited_to_nothing(cast):
    known, unknown = ask_for_reset("dsl@example.org"), ask_for_reset("stranger@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert "signup" not in mail.outbox[1].body


def test_asking_for_a_password_does_not_bar_the_second_step(cast, settings):
    settings.MFA_REQUIRED = True
    ask_for_reset("dsl@example.org")
    client = Client()
    client.post(LOGIN, {"login": cast.dsl.email, "password": PASSWORD})

    assert EmailAddress.objects.filter(user=cast.dsl, verified=False).exists()
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


class DeadServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


def test_a_dead_mail_server_is_no_error_page(cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    assert ask_for_reset("dsl@example.org").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "2fa/webauthn/keys/99999999999999999999/remove/",
        "2fa/webauthn/keys/9999999999/edit/",
        "2fa/webauthn/keys/4/remove/",
        "password/reset/key/zzzzzzzzzzzzz-abc/",
        "oidc/nobody/login/",
        "confirm-email/",
        "email/",
        "3rdparty/",
    ],
)
def test_addresses_that_lead_nowhere_are_not_found(as_person, path):
    assert as_person("dsl").get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("credential", ["{}", "null", "not json", '{"id": 4}', "\x00"])
def test_a_passkey_that_is_none_is_refused(as_person, credential):
    client = as_person("dsl")
    client.get(reverse("mfa_add_webauthn"))

    answers = [
        client.post(reverse("mfa_add_webauthn"), {"credential": credential}).status_code,
        Client().post(reverse("mfa_login_webauthn"), {"credential": credential}).status_code,
    ]

    assert answers == [200, 302]
    assert not Authenticator.objects.exists()

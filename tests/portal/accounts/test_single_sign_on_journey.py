"""Single sign-on lets in people who were invited, by an address that the provider vouches for."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client, RequestFactory

from portal.accounts.models import User

APP = {
    "provider_id": "sso",
    "name": "Northmere staff",
    "client_id": "portal",
    "secret": "for-tests-only",
    "settings": {"server_url": "https://sso.example.org"},
}


@pytest.fixture(autouse=True)
def _configured(settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [APP]}}


def arrive(email, *, verified=True, uid="subject-1", state=None):
    """Come back from the provider with this address; the response, and the request it was given to."""
    request = RequestFactory().get("/accounts/oidc/sso/login/callback/")
    request.user = AnonymousUser()
    SessionMiddleware(lambda r: None).process_request(request)
    MessageMiddleware(lambda r: None).process_request(request)
    account = SocialAccount(provider="sso", uid=uid)
    addresses = [EmailAddress(email=email, verified=verified, primary=True)]
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "sso")
        login = SocialLogin(
            user=User(email=email), account=account, email_addresses=addresses, provider=provider
        )
        login.state = state or {}
        return complete_login(request, login), request


def test_a_person_with_a_verified_address_is_let_in(cast):
    response, request = arrive("DSL@example.org")

    assert (response.status_code, request.user) == (302, cast.dsl)
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(cast.dsl.pk, "subject-1")]


def test_the_second_time_the_provider_s_own_number_counts(cast):
    arrive("dsl@example.org")

    _, request = arrive("married@example.org", verified=False)

    assert request.user == cast.dsl


@pytest.mark.parametrize(
    ("email", "verified", "state"),
    [
        ("stranger@example.org", True, {}),
        ("dsl@example.org", False, {}),
        ("dsl@example.org", True, {"process": "connect"}),
        ("closed@example.org", True, {}),
    ],
    ids=["unknown", "not verified", "by hand", "access ended"],
)
def test_everybody_else_is_told_whom_to_ask(cast, email, verified, state):
    User.objects.create_user("closed@example.org", "Closed", is_active=False)
    before = User.objects.count()

    response, request = arrive(email, verified=verified, state=state)

    assert response.status_code == 403
    assert not request.user.is_authenticated
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_a_person_whose_access_ended_since_is_kept_out(cast):
    arrive("dsl@example.org")
    User.objects.filter(pk=cast.dsl.pk).update(is_active=False)

    response, request = arrive("dsl@example.org")

    assert response["Location"] == "/accounts/inactive/"
    assert not request.user.is_authenticated


def test_the_sign_in_page_has_its_button(db):
    page = Client().get("/accounts/login/").content.decode()

    assert "Sign in with Northmere staff" in page
    assert 'href="/accounts/oidc/sso/login/?process=login"' in page


def test_a_failure_at_the_provider_is_explained_to_anybody(db):
    response = Client().get("/accounts/sso/error/")

    assert response.status_code == 401
    assert response.content.decode().count("<h1") == 1

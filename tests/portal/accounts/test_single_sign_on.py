"""Single sign-on opens the accounts of people who were invited, and never makes one."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from portal.accounts.adapters import KnownPeopleOnlyAdapter
from portal.accounts.models import User


@pytest.fixture(autouse=True)
def _provider(settings):
    app = {"provider_id": "sso", "name": "Work", "client_id": "x", "secret": "y"}
    app["settings"] = {"server_url": "https://sso.example"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def sign_on(email, *, verified=True):
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    login = SocialLogin(
        user=User(email=email),
        account=SocialAccount(provider="sso", uid="1"),
        email_addresses=[EmailAddress(email=email, verified=verified)],
    )
    with context.request_context(request):
        KnownPeopleOnlyAdapter(request).pre_social_login(request, login)
    return login


def test_a_verified_address_finds_its_person_in_any_case(cast):
    sign_on("DSL@example.org")

    assert SocialAccount.objects.get().user == cast.dsl


@pytest.mark.parametrize(
    ("email", "verified"),
    [("stranger@example.org", True), ("dsl@example.org", False), ("gone@example.org", True)],
)
def test_everybody_else_is_refused_in_words(cast, email, verified):
    User.objects.create_user(email="gone@example.org", name="Gone", is_active=False)
    before = User.objects.count()

    with pytest.raises(ImmediateHttpResponse) as refusal:
        sign_on(email, verified=verified)

    assert refusal.value.response.status_code == 403
    assert "You have no account here" in refusal.value.response.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)

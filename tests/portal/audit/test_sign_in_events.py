"""Signing in, out and failing to is on the trail, without what was typed."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from portal.audit.enums import Kind
from portal.audit.models import Event
from tests.factories.accounts import PASSWORD


def trail():
    rows = Event.objects.filter(kind=Kind.SIGN_IN).order_by("pk")
    return [(e.verb, e.actor_id, e.detail, [s.reference for s in e.subjects.all()]) for e in rows]


def test_signing_in_and_out(cast):
    client = Client()
    client.post("/accounts/login/", {"login": cast.dsl.email, "password": PASSWORD})
    client.post("/accounts/logout/")

    about = [cast.dsl.reference]
    assert trail() == [
        ("accounts.sign_in", cast.dsl.pk, {}, about),
        ("accounts.sign_out", cast.dsl.pk, {}, about),
    ]


def test_failing_keeps_whose_account_and_not_what_was_typed(cast):
    Client().post("/accounts/login/", {"login": cast.dsl.email, "password": "wrong"})
    Client().post("/accounts/login/", {"login": "my-secret@example.org", "password": "wrong"})

    failed = "accounts.sign_in_failed"
    assert trail() == [(failed, None, {}, [cast.dsl.reference]), (failed, None, {}, [])]


def test_a_second_step_that_goes(cast):
    client = Client()
    client.force_login(cast.dsl, backend="django.contrib.auth.backends.ModelBackend")
    TOTP.activate(cast.dsl, generate_totp_secret())

    client.post("/accounts/2fa/totp/deactivate/")

    assert ("accounts.second_step_removed", cast.dsl.pk, {"kind": "totp"}, [cast.dsl.reference]) in trail()

"""Signing in and out, failing to, and changes of the second step are written down. Never an address."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record


@receiver(user_logged_in, dispatch_uid="audit.signed_in")
def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    _write(user, "accounts.sign_in")


@receiver(user_logged_out, dispatch_uid="audit.signed_out")
def signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _write(user, "accounts.sign_out")


@receiver(user_login_failed, dispatch_uid="audit.sign_in_failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Whose account was tried is kept by reference; what was typed, which may be a password, is not."""
    typed = str(credentials.get("email") or credentials.get("username") or "").replace("\x00", "")
    tried = User.objects.filter(email__iexact=typed).only("reference").first() if typed else None
    about = [tried.reference] if tried else []
    record(by=None, kind=Kind.SIGN_IN, verb="accounts.sign_in_failed", about=about)


@receiver(authenticator_added, dispatch_uid="audit.factor_added")
def factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _write(user, "accounts.second_step_added", {"kind": str(authenticator.type)})


@receiver(authenticator_removed, dispatch_uid="audit.factor_removed")
def factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    _write(user, "accounts.second_step_removed", {"kind": str(authenticator.type)})


def _write(user: User, verb: str, detail: dict[str, Any] | None = None) -> None:
    record(by=user, kind=Kind.SIGN_IN, verb=verb, about=[user.reference], detail=detail)

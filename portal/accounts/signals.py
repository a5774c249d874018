"""What happens to the session when somebody signs in or changes their second step."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts import second_factor, session_limits
from portal.accounts.models import User
from portal.accounts.sessions import end_sessions


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def begin_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    session_limits.stamp_sign_in(request)
    second_factor.forget(request.session)
    if settings.MFA_REQUIRED:
        second_factor.is_missing(user, request.session)


@receiver((authenticator_added, authenticator_removed), dispatch_uid="accounts.recount_factors")
def recount_factors(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """After the last factor is gone, no session may go on believing there is one."""
    second_factor.forget(request.session)
    if settings.MFA_REQUIRED and second_factor.is_missing(user, request.session):
        end_sessions(user, keep=request.session.session_key)

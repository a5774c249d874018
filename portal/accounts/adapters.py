"""allauth's questions, answered for a portal that people enter by invitation only."""

import base64
import hashlib
import time
from typing import Any, ClassVar

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.encoding import force_bytes

from portal.accounts.models import User
from portal.accounts.session_limits import SIGNED_IN_AT

logger = structlog.get_logger("portal.accounts")


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up. Errors say what to do and not whether an address is known."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Check both "
        "and try again.",
        "too_many_login_attempts": "Too many tries have failed. Wait 5 minutes and try again, or choose a "
        "new password under “Forgotten your password?”.",
        "incorrect_password": "The password is not right. Check it and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A person who signed in a moment ago has just proved who they are."""
        since = time.time() - self.request.session.get(SIGNED_IN_AT, 0)
        if since < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what a person did not see happen: signing in and out show themselves."""
        template = kwargs.get("message_template") or (args[0] if args else "")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A dead mail server makes no error page: what the page says is the same for every address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors
            logger.warning("email_failed", template=template_prefix, error=type(error).__name__)


class KnownPeopleOnlyAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens the account of a person who was invited, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie a first sign-on to the active person with an address that the provider has verified.

        Nobody ties another account to their own by hand (`process=connect`).
        """
        by_hand = sociallogin.state.get("process") == "connect"
        if sociallogin.is_existing and not by_hand:
            return
        person = None if by_hand else self._known_person(sociallogin)
        if person is None:
            page = render(request, "socialaccount/not_known.html", status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, person)

    @staticmethod
    def _known_person(sociallogin: Any) -> User | None:
        for address in sociallogin.email_addresses:
            if address.verified:
                person = User.objects.filter(email__iexact=address.email, is_active=True).first()
                if person is not None:
                    return person
        return None


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted, and says "passkey" as the pages do."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Incorrect code. Enter the one that your app shows now.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}"

    def _get_site_name(self) -> str:
        return settings.AUTHORITY["service_name"]


def _cipher() -> MultiFernet:
    """A copy of the database alone makes no codes. Old keys still read (SECRET_KEY_FALLBACKS)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"portal.second-factor:" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

"""allauth's passkey forms, which take any JSON from the browser, made safe against hostile JSON."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn

# What the passkey library raises over JSON of the wrong shape.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class AddPasskey(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 100
        self.fields["name"].label = "Name of this passkey"
        self.fields["passwordless"].label = "Sign in with it alone, without my password"
        self.fields["passwordless"].help_text = ""

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class _UsePasskey(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class UsePasskey(_UsePasskey):
    """As the second step."""


class SignInWithPasskey(_UsePasskey, webauthn.LoginWebAuthnForm):
    """In place of the password."""


class ConfirmWithPasskey(_UsePasskey, webauthn.ReauthenticateWebAuthnForm):
    """Before something that matters."""

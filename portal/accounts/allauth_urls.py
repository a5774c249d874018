"""The pages of allauth that this portal uses, under allauth's own names; the others do not exist here.

Nobody signs up, keeps several addresses, or ties an account to a provider by hand.
"""

from allauth.account import views as account
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path


@login_not_required
def by_invitation_only(request: HttpRequest) -> HttpResponse:
    """Where allauth would send somebody to sign up."""
    raise Http404


passkey_patterns = [
    path("", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # allauth leaves this one to those who are signed in, which nobody is who signs in with a passkey.
    path("login/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    re_path(r"^keys/(?P<pk>[0-9]{1,9})/edit/$", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    re_path(r"^keys/(?P<pk>[0-9]{1,9})/remove/$", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", by_invitation_only, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Eight characters of base 36 are more people than there are; longer is no number a database takes.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,8})-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/webauthn/", include(passkey_patterns)),
    path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("sso/signup/", by_invitation_only, name="socialaccount_signup"),
    path("sso/connections/", by_invitation_only, name="socialaccount_connections"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]

"""Whether a person has set up their second step of signing in, read once per session."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from portal.accounts.models import User

# In the session once a factor has been seen, so that no later request asks the database.
SEEN = "second_factor_seen"


def kinds_of(user: User) -> set[str]:
    """Which kinds of factor a person has: app ("totp"), passkey ("webauthn"). Recovery codes are none."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return set(kinds) - {Authenticator.Type.RECOVERY_CODES}


def is_missing(user: User, session: SessionBase) -> bool:
    """Whether the person must set up a second step before anything else."""
    if not settings.MFA_REQUIRED or session.get(SEEN):
        return False
    if not kinds_of(user):
        return True
    session[SEEN] = True
    return False


def forget(session: SessionBase) -> None:
    """Ask again at the next request: factors have changed."""
    session.pop(SEEN, None)

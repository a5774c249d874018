"""The signed link of an invitation: for one person, for seven days, for one use.

The link holds a piece of the person's (unusable) password's hash: choosing a password, or a newer
invitation, changes that and so spends the link. Nothing needs to be stored.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.accounts.models import User

LASTS = timedelta(days=7)
SALT = "people.invitation"


def invitation_path(person: User) -> str:
    """The path at which this person chooses a password."""
    token = TimestampSigner(salt=SALT).sign(f"{person.pk}.{_fragment(person)}")
    return reverse("people:invitation", args=[token])


def person_invited(token: str) -> User | None:
    """Whom a link invites; None where it is forged, older than seven days, spent or withdrawn."""
    try:
        pk, _, fragment = TimestampSigner(salt=SALT).unsign(token, max_age=LASTS).partition(".")
    except BadSignature:
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None or person.has_usable_password():
        return None
    return person if constant_time_compare(fragment, _fragment(person)) else None


def _fragment(person: User) -> str:
    return salted_hmac(SALT, person.password).hexdigest()[:16]

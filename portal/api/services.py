"""Letting a system in, and shutting it out."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.api.models import Token
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.digests import digest_of
from portal.core.errors import Refused, WrongState

# So that whoever finds one in a file knows what it is; scanners of secrets look for such words.
PREFIX = "inclusion_"
LONGEST = timedelta(days=366)
# `last_used_at` is written at most this often.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, system: str, contact: str, scopes: Sequence[str], expires_on: date, by: User
) -> tuple[Token, str]:
    """A new token and, for this once, the words of it: only their digest is kept.

    Raises Refused for a last day that is past or more than a year away.
    """
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        raise Refused("The last day must be from today to a year from now.")
    words = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        system=system, contact=contact, scopes=sorted(scopes), expires_on=expires_on, digest=digest_of(words),
        made_by=by,
    )  # fmt: skip
    detail = {"scopes": token.scopes, "expires_on": expires_on.isoformat()}
    record(by=by, kind=Kind.CHANGE, verb="token.make", about=[token.reference], detail=detail)
    return token, words


@transaction.atomic
def revoke_token(*, token: Token, by: User) -> None:
    """Shut the system out from its next call on. Raises WrongState where it is already."""
    held = Token.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at:
        raise WrongState("This token is revoked already.")
    held.revoked_at = timezone.now()
    held.save(update_fields=["revoked_at"])
    record(by=by, kind=Kind.CHANGE, verb="token.revoke", about=[held.reference])


def token_of(words: str) -> Token | None:
    """The token that these words are, where it opens the API today.

    Looked up by its digest: the words are random enough that neither salt nor a slow digest adds anything.
    """
    return Token.objects.usable(timezone.localdate()).filter(digest=digest_of(words)).first()


def note_use(token: Token, ip: str | None) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY or token.last_used_from != ip:
        Token.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=ip)

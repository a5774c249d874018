"""Ending a person's sessions wherever they are signed in."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.models import User


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """Delete the person's sessions at once, but for the one with the key `keep`. Returns how many.

    A session's owner stands only in its signed content, so every live session is read.
    """
    live = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=keep)
    theirs = [s.pk for s in live.iterator() if s.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)

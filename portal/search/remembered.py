"""What a person searched for lately, in their session: an address never holds a child's name, and yet one
comes back from a record to the list of what was found.
"""

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import get_random_string

KEY, MOST = "searches", 10


def remember(session: SessionBase, typed: str) -> str:
    """Keep what was typed and give the key that an address may hold."""
    key = get_random_string(12)
    kept = list(session.get(KEY, {}).items())[-(MOST - 1) :]
    session[KEY] = {**dict(kept), key: typed}
    return key


def recall(session: SessionBase, key: str) -> str:
    """What was typed under this key; empty where this session does not know it."""
    typed = session.get(KEY, {}).get(key, "")
    return typed if isinstance(typed, str) else ""

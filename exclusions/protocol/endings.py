"""What rooms above do when a case has ended: they plan what is owed afterwards.

endings.register(ended)
"""

from collections.abc import Callable

from exclusions.protocol.models import Case
from portal.accounts.models import User

# Runs in the transaction in which the case closes, or in which the outcome of a closed one is corrected.
Listener = Callable[[Case, User], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Tell this one too. Called once at start-up by each room."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_ended(case: Case, by: User) -> None:
    """Tell rooms above that a case has its outcome."""
    for listener in _listeners:
        listener(case, by)

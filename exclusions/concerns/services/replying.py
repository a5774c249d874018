"""Setting the texts with which replies to schools begin."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.enums import Route
from exclusions.concerns.models import ReplyText
from exclusions.concerns.replies import problems_with, shipped_text
from exclusions.concerns.services.acting import needed
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.links.standing import standing_of


@transaction.atomic
def set_reply_text(*, route: Route, text: str, seen_number: int, by: User) -> ReplyText:
    """A new edition of a route's text; earlier ones stay. `seen_number` is the edition it was made from, 0
    for the one that ships.

    Raises WrongState where somebody has saved another since, Refused for a text that lacks a place it needs,
    names one there is not, or says what the one in force says.
    """
    latest = ReplyText.objects.filter(route=route).select_related("set_by").first()
    if (latest.number if latest else 0) != seen_number:
        raise _somebody_was_first(route)
    text = needed(text.replace("\r\n", "\n"), "the text")
    if problems := problems_with(text):
        raise Refused(" ".join(problems))
    if text == (latest.text if latest else shipped_text(route)):
        raise Refused("This is the text that is in force. Nothing has changed.")
    try:
        with transaction.atomic():
            edition = ReplyText.objects.create(
                route=route, number=seen_number + 1, text=text, set_by=by, set_at=timezone.now()
            )
    except IntegrityError:
        raise _somebody_was_first(route) from None
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="reply_text.set",
        capacity=standing_of(by).capacity(),
        detail={"route": route.value, "edition": edition.number},
    )
    return edition


def _somebody_was_first(route: Route) -> WrongState:
    latest = ReplyText.objects.filter(route=route).select_related("set_by").first()
    who = latest.set_by.name if latest else "Somebody"
    return WrongState(f"{who} has saved another text since you opened this. Read it below, then save again.")

"""Forms that survive a double click and the back button.

A page puts `{% once_field %}` into its form; the view wraps its writing in `once(request)`:

    with once(request) as submission:
        message = send_message(...)
        submission.leads_to = message.get_absolute_url()

The second arrival of the same form raises AlreadySubmitted, whose `leads_to` is where the first one
went; nothing is written again. Token and change are saved in one transaction.

Where a refusal belongs beside the form and success leads on to a page, `act_once` says all of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url

from portal.core.errors import Refused
from portal.core.models import Submission

FIELD = "once_token"


class AlreadySubmitted(Exception):
    """This very form has been sent before. `leads_to` is the page its first sending led to."""

    def __init__(self, leads_to: str) -> None:
        super().__init__(leads_to)
        self.leads_to = leads_to


@contextmanager
def once(request: HttpRequest) -> Iterator[Submission]:
    """Run the block at most once for the token in the form; a form without a token always runs."""
    token = request.POST.get(FIELD, "")[:64]
    with transaction.atomic():
        submission = Submission(token=token, leads_to="")
        if token:
            submission = _claim(token)
        yield submission
        if token:
            Submission.objects.filter(token=token).update(leads_to=submission.leads_to)


def _claim(token: str) -> Submission:
    try:
        with transaction.atomic():
            return Submission.objects.create(token=token)
    except IntegrityError:
        raise AlreadySubmitted(Submission.objects.get(token=token).leads_to) from None


def act_once(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    said: str | Callable[[Any], str] = "",
    leads_to: Any = None,
    beside: str | Callable[[Refused], str | None] | None = None,
) -> HttpResponseRedirect | None:
    """Carry out what a form asks, at most once; where to go then, or None where it was refused.

    Without `leads_to` it leads to what `act` gives back: a record, or an address. `said` is the message
    there, or makes it of what `act` gave back. A refusal stands in the form: beside the field `beside`, above
    all fields without one.
    """
    try:
        with once(request) as submission:
            done = act()
            submission.leads_to = resolve_url(done if leads_to is None else leads_to)
    except AlreadySubmitted as earlier:
        return redirect(earlier.leads_to)
    except Refused as refusal:
        form.add_error(beside(refusal) if callable(beside) else beside, str(refusal))
        return None
    if said:
        messages.success(request, said(done) if callable(said) else said)
    return redirect(submission.leads_to)

"""Forms that survive a double click and the back button.

A page puts `{% once_field %}` into its form; the view wraps its writing in `once(request)`:

    with once(request) as submission:
        message = send_message(...)
        submission.leads_to = message.get_absolute_url()

The second arrival of the same form raises AlreadySubmitted, whose `leads_to` is where the first one
went; nothing is written again. Token and change are saved in one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.http import HttpRequest

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

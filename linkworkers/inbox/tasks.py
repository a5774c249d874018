from celery import shared_task
from django.utils import timezone


@shared_task(name="inbox.chase_overdue")
def chase_overdue() -> None:
    from linkworkers.inbox import escalating  # noqa: PLC0415 -- task leaf

    escalating.chase_overdue(timezone.localdate())

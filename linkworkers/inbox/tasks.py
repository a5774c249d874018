from celery import shared_task
from django.utils import timezone


@shared_task(name="inbox.chase_overdue")
def chase_overdue() -> None:
    from linkworkers.inbox import services  # noqa: PLC0415 -- task leaf

    services.chase_overdue(timezone.localdate())

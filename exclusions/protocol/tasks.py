from celery import shared_task
from django.utils import timezone


@shared_task(name="protocol.chase_overdue")
def chase_overdue() -> None:
    from exclusions.protocol import services  # noqa: PLC0415 -- task leaf

    services.end_pauses_that_ran_out(timezone.localdate())
    services.chase_overdue(timezone.localdate())

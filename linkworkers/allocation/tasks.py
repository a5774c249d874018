from celery import shared_task
from django.utils import timezone


@shared_task(name="allocation.tell_of_last_week")
def tell_of_last_week() -> None:
    from linkworkers.allocation import week  # noqa: PLC0415 -- task leaf

    week.tell_of_last_week(timezone.localdate())

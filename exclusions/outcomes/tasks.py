from celery import shared_task
from django.utils import timezone


@shared_task(name="outcomes.tell_of_follow_ups")
def tell_of_follow_ups() -> None:
    from exclusions.outcomes import services  # noqa: PLC0415 -- task leaf

    today = timezone.localdate()
    services.plan_missing(today)
    services.tell_of_follow_ups(today)

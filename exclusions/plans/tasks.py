from celery import shared_task
from django.utils import timezone


@shared_task(name="plans.tell_of_near_actions")
def tell_of_near_actions() -> None:
    from exclusions.plans import services  # noqa: PLC0415 -- task leaf

    services.tell_of_near_actions(timezone.localdate())

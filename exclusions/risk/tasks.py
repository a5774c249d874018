from celery import shared_task
from django.utils import timezone


@shared_task(name="risk.find_alerts")
def find_alerts() -> None:
    from exclusions.risk import services  # noqa: PLC0415 -- task leaf

    services.find_alerts(timezone.localdate())

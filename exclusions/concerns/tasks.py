from celery import shared_task
from django.utils import timezone


@shared_task(name="concerns.delete_stale_drafts")
def delete_stale_drafts() -> None:
    from exclusions.concerns import services  # noqa: PLC0415 -- task leaf

    services.delete_stale_drafts()


@shared_task(name="concerns.run_clocks_again")
def run_clocks_again() -> None:
    from exclusions.concerns import services  # noqa: PLC0415 -- task leaf

    services.run_clocks_again(timezone.localdate())

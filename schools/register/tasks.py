from celery import shared_task
from celery.contrib.django.task import DjangoTask


@shared_task(name="register.refresh")
def refresh() -> None:
    from schools.register.refreshing import services  # noqa: PLC0415 -- task leaf

    services.refresh()


@shared_task(base=DjangoTask, name="register.refresh_successions")
def refresh_successions() -> None:
    from schools.register.refreshing import services  # noqa: PLC0415 -- task leaf

    services.refresh_successions()

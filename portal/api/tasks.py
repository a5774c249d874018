from celery import shared_task
from celery.contrib.django.task import DjangoTask


@shared_task(base=DjangoTask, name="api.send")
def send(*, delivery_id: int) -> None:
    from portal.api.webhooks import send_delivery  # noqa: PLC0415 -- task leaf

    send_delivery(delivery_id)


@shared_task(name="api.send_waiting")
def send_waiting() -> None:
    from portal.api import webhooks  # noqa: PLC0415 -- task leaf

    webhooks.send_waiting()


@shared_task(name="api.forget_old")
def forget_old() -> None:
    from portal.api import webhooks  # noqa: PLC0415 -- task leaf

    webhooks.forget_old()

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.utils import timezone


@shared_task(base=DjangoTask, name="notices.send")
def send(*, delivery_id: int) -> None:
    from portal.notices.sending import send_delivery  # noqa: PLC0415 -- task leaf

    send_delivery(delivery_id)


@shared_task(name="notices.send_waiting")
def send_waiting() -> None:
    from portal.notices import sending  # noqa: PLC0415 -- task leaf

    sending.send_waiting()


@shared_task(name="notices.chase")
def chase() -> None:
    from portal.notices import acknowledging  # noqa: PLC0415 -- task leaf

    acknowledging.chase(timezone.now())


@shared_task(name="notices.make_digests")
def make_digests() -> None:
    from portal.notices import digests  # noqa: PLC0415 -- task leaf

    digests.make_digests(timezone.now())


@shared_task(name="notices.forget_old")
def forget_old() -> None:
    from portal.notices import forgetting  # noqa: PLC0415 -- task leaf

    forgetting.forget_old(timezone.now())

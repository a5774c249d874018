from celery import shared_task
from celery.contrib.django.task import DjangoTask


@shared_task(base=DjangoTask, name="meetings.send_invitation")
def send_invitation(*, invitee_id: int) -> None:
    from exclusions.meetings import mailing  # noqa: PLC0415 -- task leaf

    mailing.send_invitation(invitee_id)


@shared_task(name="meetings.send_owed")
def send_owed() -> None:
    from exclusions.meetings import mailing  # noqa: PLC0415 -- task leaf

    mailing.send_owed()

from celery import shared_task

from portal.audit.sealing import seal_events


@shared_task(name="audit.seal")
def seal() -> None:
    seal_events()

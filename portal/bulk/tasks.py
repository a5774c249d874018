from celery import shared_task
from celery.contrib.django.task import DjangoTask


@shared_task(base=DjangoTask, name="bulk.run")
def run(*, import_id: int) -> None:
    from portal.bulk.work import run_import  # noqa: PLC0415 -- task leaf

    run_import(import_id)


@shared_task(name="bulk.resume")
def resume() -> None:
    from portal.bulk import services  # noqa: PLC0415 -- task leaf

    services.resume()


@shared_task(name="bulk.forget_old")
def forget_old() -> None:
    from portal.bulk import services  # noqa: PLC0415 -- task leaf

    services.forget_old()

from celery import shared_task
from celery.contrib.django.task import DjangoTask


@shared_task(base=DjangoTask, name="exports.prepare")
def prepare(*, export_id: int) -> None:
    from portal.exports.work import prepare_export  # noqa: PLC0415 -- task leaf

    prepare_export(export_id)


@shared_task(base=DjangoTask, name="exports.copy")
def copy(*, copy_id: int) -> None:
    from portal.exports.copying import make_copy  # noqa: PLC0415 -- task leaf

    make_copy(copy_id)


@shared_task(name="exports.resume")
def resume() -> None:
    from portal.exports import copying, services  # noqa: PLC0415 -- task leaf

    services.resume()
    copying.resume()


@shared_task(name="exports.forget_old")
def forget_old() -> None:
    from portal.exports import copying, services  # noqa: PLC0415 -- task leaf

    services.forget_old()
    copying.forget_old()

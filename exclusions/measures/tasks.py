from celery import shared_task

from exclusions.measures import services


@shared_task(name="measures.work_out")
def work_out() -> None:
    services.work_out_again()


@shared_task(name="measures.tell_dues")
def tell_dues() -> None:
    services.tell_of_dues()

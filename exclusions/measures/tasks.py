from celery import shared_task

from exclusions.measures import services
from exclusions.measures.looks import services as looks


@shared_task(name="measures.work_out")
def work_out() -> None:
    services.work_out_again()


@shared_task(name="measures.delete_stale_drafts")
def delete_stale_drafts() -> None:
    services.delete_stale_measure_drafts()


@shared_task(name="measures.tell_dues")
def tell_dues() -> None:
    services.tell_of_dues()


@shared_task(name="measures.find_looks")
def find_looks() -> None:
    looks.find_looks()

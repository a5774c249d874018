from celery import shared_task

from schools.pupils import services


@shared_task(name="pupils.find_duplicates")
def find_duplicates() -> None:
    services.find_duplicates()

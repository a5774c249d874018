from celery import shared_task

from resources.training.services import remind_before_it_ends


@shared_task(name="training.remind")
def remind() -> int:
    return remind_before_it_ends()

from celery import shared_task


@shared_task(name="concerns.delete_stale_drafts")
def delete_stale_drafts() -> None:
    from exclusions.concerns import services  # noqa: PLC0415 -- task leaf

    services.delete_stale_drafts()

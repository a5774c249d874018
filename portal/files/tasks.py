from celery import shared_task


@shared_task(name="files.scan_held")
def scan_held() -> None:
    from portal.files import holding  # noqa: PLC0415 -- task leaf

    holding.scan_held()

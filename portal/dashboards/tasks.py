from celery import shared_task

from portal.dashboards.rates.services import refresh_rates
from portal.dashboards.services import refresh_figures


@shared_task(name="dashboards.refresh")
def refresh() -> None:
    refresh_figures()
    refresh_rates()

from celery import shared_task

from exclusions.suspensions import services
from exclusions.suspensions.duties.again import derive_again
from exclusions.suspensions.duties.late import tell_of_late_duties, tell_of_soon_duties
from exclusions.suspensions.services.caring import mark_again


@shared_task(name="suspensions.delete_stale_drafts")
def delete_stale_drafts() -> None:
    services.delete_stale_suspension_drafts()


@shared_task(name="suspensions.derive_duties")
def derive_duties() -> None:
    derive_again()


@shared_task(name="suspensions.mark_again")
def mark_for_virtual_school_again() -> None:
    mark_again()


@shared_task(name="suspensions.tell_late")
def tell_late() -> None:
    tell_of_late_duties()
    tell_of_soon_duties()

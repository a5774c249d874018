from celery import shared_task


@shared_task(name="headcounts.count_if_due")
def count_if_due() -> None:
    from schools.headcounts import services  # noqa: PLC0415 -- task leaf

    services.count_if_due()


@shared_task(name="headcounts.count_again")
def count_again(user_id: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- task leaf

    from portal.accounts.models import User  # noqa: PLC0415 -- task leaf
    from schools.headcounts import services  # noqa: PLC0415 -- task leaf
    from schools.headcounts.census_day import last_census_day  # noqa: PLC0415 -- task leaf

    by = User.objects.filter(pk=user_id).first()
    services.take_census(on=last_census_day(timezone.localdate()), by=by)

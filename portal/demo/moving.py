"""A pupil of Northmere who changes school: the safeguarding file has been sent and waits for its receipt."""

from datetime import date, timedelta

from portal.accounts.enums import Role
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.world import World
from schools.calendars.services import add_school_days
from schools.links.models import Link
from schools.pupils.enums import LeavingReason, TransferReason, TransferState
from schools.pupils.holdings import held
from schools.pupils.models import Enrolment, SafeguardingTransfer

CAME_DAYS_AGO, WAS_THERE_DAYS = 4, 400


def move_a_pupil(world: World, places: list[Place]) -> None:
    """Let the newest pupil of the known school have come from the next school a few days ago."""
    here, former = places[0].school, places[1].school
    quiet = Enrolment.objects.filter(pupil__concern_parts=None, pupil__cases=None)
    enrolment = quiet.filter(school=here, ends_on=None).order_by("-pk").first()
    if enrolment is None:
        return
    first_day = world.days_of(places[0]).back(world.today, CAME_DAYS_AGO)
    enrolment.starts_on = first_day
    enrolment.save(update_fields=["starts_on"])
    _was_at(enrolment, former.pk, first_day)
    due = add_school_days(first_day, 5, here.pk)
    sender = Link.objects.filter(school=former, capacity=Role.DSL, ends_on=None).get()
    SafeguardingTransfer.objects.create(
        reference=next(References("H", 5, world.rng)),
        pupil=enrolment.pupil,
        from_school=former,
        to_school=here,
        reason=TransferReason.ADMITTED,
        state=TransferState.SENT,
        first_day=first_day,
        due_on=due.on,
        due_estimated=due.is_estimated,
        started_by=sender.user,
        started_at=world.moment(first_day),
        sent_by=sender.user,
        sent_at=world.moment(world.last_day),
        sent_how="Through our safeguarding system",
        holds=held(enrolment.pupil, former),
    )


def _was_at(enrolment: Enrolment, school_id: int, until: date) -> None:
    Enrolment.objects.create(
        pupil=enrolment.pupil,
        school_id=school_id,
        year_group=enrolment.year_group,
        starts_on=until - timedelta(days=WAS_THERE_DAYS),
        ends_on=until - timedelta(days=1),
        leaving_reason=LeavingReason.MOVED,
        destination=enrolment.school,
    )

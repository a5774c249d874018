"""Which schools of Northmere have signed the commitment: most, this academic year or the last."""

from datetime import date, timedelta

from exclusions.protocol.commitment.models import Charter, Commitment
from portal.accounts.enums import Role
from portal.demo.places import Place
from portal.demo.words import adult_name
from portal.demo.world import World
from schools.calendars.services import academic_year_of

SIGN_WITHIN_DAYS = 60


def sign_commitments(world: World, places: list[Place]) -> None:
    """The known school has signed for last year only, so that its head finds it to renew."""
    charter = Charter.objects.get()
    signed = []
    this_year = academic_year_of(world.today)
    for number, place in enumerate(places):
        for year in (this_year - 1, this_year):
            if (number == 0 and year == this_year) or (number and world.chance(0.3)):
                continue
            on = _a_day(world, year)
            head = world.staff.holder(place.school.pk, [Role.HEADTEACHER], on)
            if head is None:
                continue
            signed.append(
                Commitment(
                    school=place.school,
                    charter=charter,
                    academic_year=year,
                    signed_on=on,
                    head_name=place.school.head_name or adult_name(world.rng),
                    chair_name=adult_name(world.rng),
                    entered_by_id=head[1],
                    entered_as=Role.HEADTEACHER.label,
                    entered_at=world.moment(on),
                )
            )
    Commitment.objects.bulk_create(signed)


def _a_day(world: World, year: int) -> date:
    """A day at the start of an academic year that is not to come."""
    first = date(year, 8, 1)
    last = min(first + timedelta(days=SIGN_WITHIN_DAYS), max(first, world.last_day))
    return first + (last - first) * world.rng.random()

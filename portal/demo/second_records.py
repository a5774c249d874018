"""Pupils of Northmere who stand in the portal twice: two pairs to compare, one that was merged."""

from datetime import timedelta

from portal.accounts.models import User
from portal.demo.places import Place
from portal.demo.world import World
from schools.pupils.likeness import Record, alike
from schools.pupils.models import Enrolment, Pupil, Resemblance
from schools.pupils.services import merge

# Out of the way of those about whom there is much to tell.
SKIPPED, WRITTEN_TWICE = 40, 3


def write_pupils_twice(world: World, place: Place, keeper: User) -> None:
    """At the known school; its safeguarding lead has merged the last of them."""
    rows = Enrolment.objects.filter(school=place.school, ends_on=None, pupil__concern_parts=None)
    known = list(rows.select_related("pupil").order_by("pk")[SKIPPED : SKIPPED + WRITTEN_TWICE])
    pairs = [(enrolment.pupil, _second(world, enrolment)) for enrolment in known]
    for first, second in pairs[:-1]:
        reason = next(why for _, _, why in alike([_compared(first), _compared(second)]))
        Resemblance.objects.create(first=first, second=second, reasons=[reason])
    for first, second in pairs[-1:]:
        merge(kept=first, merged=second, because="Entered twice when the form came in twice", by=keeper)


def _second(world: World, enrolment: Enrolment) -> Pupil:
    """The same child, entered again by somebody in a hurry."""
    pupil = enrolment.pupil
    second = Pupil.objects.create(
        forename=pupil.forename,
        surname=pupil.surname.upper(),
        born_on=pupil.born_on,
        sex=pupil.sex,
    )
    Enrolment.objects.create(
        pupil=second,
        school_id=enrolment.school_id,
        year_group=enrolment.year_group,
        starts_on=world.today - timedelta(days=20),
    )
    return second


def _compared(pupil: Pupil) -> Record:
    return Record.of(pupil.pk, pupil.forename, pupil.surname, pupil.preferred_name, pupil.born_on)

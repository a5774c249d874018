"""Adding a pupil from the pages of other rooms: whoever looks alike on the roll is offered first."""

from collections.abc import Iterable

from portal.accounts.models import User
from schools.pupils.forms import NewPupilForm
from schools.pupils.models import YEAR_GROUPS, Pupil
from schools.pupils.services import look_alikes
from schools.register.models import School

YEARS = dict(YEAR_GROUPS)
# What the button says once the pupils that look like the new one were shown.
SURE = "sure"


def with_years(pupils: Iterable[Pupil]) -> list[tuple[Pupil, str]]:
    """Pupils read with `year_group`, each with the year in words; nothing where there is none."""
    return [(pupil, YEARS.get(getattr(pupil, "year_group", None) or "", "")) for pupil in pupils]


def offered_first(form: NewPupilForm, school: School, said: str, by: User) -> list[tuple[Pupil, str]]:
    """Who on the roll may be the pupil of this valid form, each with their year; nobody once the person has
    `said` by the button that it is none of them.
    """
    if said == SURE:
        return []
    names = {name: form.cleaned_data[name] for name in ("forename", "surname", "born_on")}
    return with_years(look_alikes(school=school, by=by, **names))

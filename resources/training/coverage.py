"""Who of a school has which training in date, for many schools at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from portal.accounts.enums import Role
from portal.accounts.models import User
from resources.training.models import Course, StaffCount, Training
from resources.training.services import STAFF
from schools.links.models import Link

Pair = tuple[int, int]


@dataclass(frozen=True)
class Held:
    """One person and one course: the training that counts longest, None where none counts."""

    person: User
    training: Training | None


@dataclass
class CourseCover:
    """One course at one school: the people who need it there, and the school's last count of its staff."""

    course: Course
    people: list[Held] = field(default_factory=list)
    counted: StaffCount | None = None

    @property
    def in_date(self) -> list[Held]:
        return [held for held in self.people if held.training]

    @property
    def missing(self) -> list[User]:
        return [held.person for held in self.people if not held.training]

    @property
    def is_whole(self) -> bool:
        """Everybody whom the portal knows to need it has it, and so has the whole staff that was counted."""
        return not self.missing and (self.counted is None or self.counted.trained == self.counted.staff)


def coverage(school_ids: Iterable[int], on: date) -> dict[int, list[CourseCover]]:
    """Every course at each of these schools on a day, in the order of the courses; four queries."""
    ids = list(school_ids)
    courses = list(Course.objects.all())
    needed = _who_needs(ids, on)
    best = _best_of({person.pk for people in needed.values() for person, _ in people}, on)
    counts = _last_counts(ids, on)
    return {
        school_id: [
            CourseCover(
                course,
                _held(course, needed.get(school_id, []), best),
                counts.get((school_id, course.pk)) if course.whole_staff else None,
            )
            for course in courses
        ]
        for school_id in ids
    }


def _who_needs(ids: list[int], on: date) -> dict[int, list[tuple[User, str]]]:
    """People of each school with the capacity in which they stand there, by name."""
    links = Link.objects.active(on).filter(school__in=ids, capacity__in=STAFF, user__is_active=True)
    found: dict[int, list[tuple[User, str]]] = {}
    for link in links.select_related("user").order_by("user__name", "user", "pk"):
        found.setdefault(link.school_id, []).append((link.user, link.capacity))
    return found


def _held(course: Course, people: list[tuple[User, str]], best: dict[Pair, Training]) -> list[Held]:
    needing = {person.pk: person for person, capacity in people if Role(capacity) in course.needed_as}
    return [Held(person, best.get((pk, course.pk))) for pk, person in needing.items()]


def _best_of(people: set[int], on: date) -> dict[Pair, Training]:
    """By person and course: what counts on a day, the one that lasts longest."""
    best: dict[Pair, Training] = {}
    for training in Training.objects.in_date(on).filter(person__in=people):
        key = (training.person_id, training.course_id)
        if key not in best or (training.lasts_until or date.max) > (best[key].lasts_until or date.max):
            best[key] = training
    return best


def _last_counts(ids: list[int], on: date) -> dict[Pair, StaffCount]:
    """By school and course: the latest count up to a day."""
    counts: dict[Pair, StaffCount] = {}
    for count in StaffCount.objects.filter(school__in=ids, as_at__lte=on).order_by("as_at", "pk"):
        counts[count.school_id, count.course_id] = count
    return counts

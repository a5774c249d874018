"""Which training the people of Northmere’s schools have done: most of it in date, some about to end."""

from datetime import timedelta

from portal.demo.places import Place
from portal.demo.world import World
from resources.training.models import Course, StaffCount, Training
from resources.training.services import months_later
from schools.links.models import AT_SCHOOL, Link

PROVIDERS = ("Northmere Council", "Northmere Safeguarding Partnership", "Online course")


def train_staff(world: World, places: list[Place]) -> None:
    """The known school’s deputy lead has none of it yet: its head finds somebody to book a place for."""
    courses = list(Course.objects.all())
    known = places[0].school.pk
    links = Link.objects.active(world.today).filter(capacity__in=AT_SCHOOL).order_by("pk")
    seen, done = set(), []
    for link in links:
        for course in courses:
            if link.capacity not in course.needed_as or (link.user_id, course.pk) in seen:
                continue
            seen.add((link.user_id, course.pk))
            is_missing = link.capacity == "deputy_dsl" if link.school_id == known else world.chance(0.12)
            if not is_missing:
                done.append(_training(world, link, course))
    Training.objects.bulk_create(done)
    StaffCount.objects.bulk_create(_counts(world, places, [c for c in courses if c.whole_staff]))


def _training(world: World, link: Link, course: Course) -> Training:
    months = course.months or 36
    done_on = world.today - timedelta(days=world.rng.randrange(20, months * 31))
    return Training(
        person_id=link.user_id,
        school_id=link.school_id,
        course=course,
        done_on=done_on,
        lasts_until=months_later(done_on, course.months) if course.months else None,
        provider=world.rng.choice(PROVIDERS),
        entered_by_id=link.user_id,
        entered_as=link.get_capacity_display()[:60],
        entered_at=world.moment(done_on),
    )


def _counts(world: World, places: list[Place], courses: list[Course]) -> list[StaffCount]:
    keepers = dict(Link.objects.active(world.today).filter(capacity="dsl").values_list("school", "user"))
    counts = []
    for place in places:
        for course in courses:
            if place.school.pk in keepers and (place is places[0] or world.chance(0.8)):
                staff = world.rng.randrange(18, 140)
                counts.append(
                    StaffCount(
                        school=place.school,
                        course=course,
                        as_at=world.today - timedelta(days=world.rng.randrange(5, 90)),
                        staff=staff,
                        trained=staff - world.rng.randrange(0, 6),
                        entered_by_id=keepers[place.school.pk],
                        entered_as="Designated safeguarding lead",
                    )
                )
    return counts

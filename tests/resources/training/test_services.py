"""Entering training, how long it counts, who is reminded, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from resources.training.coverage import coverage
from resources.training.models import Course, StaffCount, Training
from resources.training.services import (
    REMIND_BEFORE,
    count_staff,
    enter_training,
    months_later,
    remind_before_it_ends,
    withdraw_training,
)
from tests.factories import LinkFactory, SchoolFactory, TrainingFactory, UserFactory

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def leads_course(db):
    return Course.objects.get(code="DSL")


def enter(cast, course, **more):
    given = {"person": cast.dsl, "school": cast.own, "done_on": timezone.localdate(), "provider": "Council"}
    return enter_training(**{**given, "course": course, "by": cast.headteacher, **more})


def cover_of(school, code, on):
    return next(cover for cover in coverage([school.pk], on)[school.pk] if cover.course.code == code)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_later(day, months, later):
    assert months_later(day, months) == later


def test_training_counts_up_to_its_last_day(cast, leads_course, today):
    done_on = date(2025, 3, 10)
    training = enter(cast, leads_course, done_on=done_on)

    assert training.lasts_until == date(2027, 3, 10)
    assert training.entered_as == Role.HEADTEACHER.label
    for on, counts in (
        (done_on - DAY, False),
        (done_on, True),
        (date(2027, 3, 10), True),
        (date(2027, 3, 11), False),
    ):
        assert Training.objects.in_date(on).filter(pk=training.pk).exists() is counts
    event = Event.objects.get(verb="training.enter")
    assert event.detail == {"training": training.reference, "course": "DSL"}


def test_a_course_without_months_does_not_end(cast):
    assert enter(cast, Course.objects.get(code="NNE")).lasts_until is None


def test_what_cannot_be_is_refused(cast, leads_course, today):
    enter(cast, leads_course)
    for wrong, words in (
        ({"done_on": today + DAY}, "not in the future"),
        ({"person": cast.other_dsl}, "does not stand with your school"),
        ({}, "is there already"),
    ):
        with pytest.raises(Refused, match=words):
            enter(cast, leads_course, **wrong)
    assert Training.objects.count() == 1


def test_the_longest_training_counts_and_a_withdrawn_one_does_not(cast, leads_course, today):
    old = enter(cast, leads_course, done_on=today - 300 * DAY)
    new = enter(cast, leads_course)
    assert [held.training for held in cover_of(cast.own, "DSL", today).in_date] == [new]

    withdraw_training(training=new, because="Somebody else did it", by=cast.dsl)

    cover = cover_of(cast.own, "DSL", today)
    assert [held.training for held in cover.in_date] == [old]
    assert cover.missing == [cast.deputy_dsl]
    with pytest.raises(WrongState):
        withdraw_training(training=new, because="Again", by=cast.dsl)
    enter(cast, leads_course)  # what was withdrawn stands in nobody's way


def test_training_counts_at_every_school_where_the_person_stands(cast, leads_course, today):
    second = SchoolFactory()
    LinkFactory(user=cast.dsl, school=second, capacity=Role.DEPUTY_DSL)
    enter(cast, leads_course)

    assert cover_of(second, "DSL", today).missing == []


def test_the_latest_count_of_the_staff_stands(cast, today):
    course = Course.objects.get(code="SAFEGUARDING")
    for ago, trained in ((40, 30), (3, 48), (90, 10)):
        as_at = today - ago * DAY
        count_staff(school=cast.own, course=course, as_at=as_at, staff=50, trained=trained, by=cast.dsl)

    counted = cover_of(cast.own, "SAFEGUARDING", today).counted
    assert str(counted) == "48 of 50"
    assert cover_of(cast.own, "SAFEGUARDING", today - 30 * DAY).counted.trained == 30
    for wrong in ({"staff": 0, "trained": 0}, {"staff": 5, "trained": 6}, {"as_at": today + DAY}):
        given = {"as_at": today, "staff": 50, "trained": 1, **wrong}
        with pytest.raises(Refused):
            count_staff(school=cast.own, course=course, by=cast.dsl, **given)


def test_what_was_entered_stays(cast, leads_course):
    training = enter(cast, leads_course)
    count_staff(
        school=cast.own, course=leads_course, as_at=timezone.localdate(), staff=2, trained=1, by=cast.dsl
    )
    for change in (
        lambda: Training.objects.filter(pk=training.pk).update(done_on=date(2020, 1, 1)),
        lambda: training.delete(),
        lambda: StaffCount.objects.update(trained=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_coverage_asks_the_same_however_many_schools(cast, django_assert_num_queries, today):
    ids = []
    for _ in range(4):
        link = LinkFactory(school=SchoolFactory(), capacity=Role.DSL)
        TrainingFactory(person=link.user, school=link.school)
        ids.append(link.school_id)
    for some in (ids[:1], ids):
        with django_assert_num_queries(4):
            coverage(some, today)


def test_people_are_reminded_once_before_it_ends(cast, leads_course, today):
    training = TrainingFactory(
        person=cast.deputy_dsl, school=cast.own, done_on=today - 700 * DAY, lasts_until=today + REMIND_BEFORE
    )
    later = TrainingFactory(
        person=cast.dsl, school=cast.own, done_on=today - 600 * DAY, lasts_until=today + REMIND_BEFORE + DAY
    )

    assert remind_before_it_ends() == 1
    assert remind_before_it_ends() == 0

    told = Notice.objects.filter(kind="training.ending")
    assert {notice.user for notice in told} == {cast.dsl, cast.deputy_dsl}
    assert not any(cast.deputy_dsl.name in notice.text for notice in told)
    later.refresh_from_db()
    training.refresh_from_db()
    assert (training.reminded_at is None, later.reminded_at is None) == (False, True)


def test_nobody_is_reminded_of_what_is_replaced_or_of_somebody_who_left(cast, today):
    ending = {"school": cast.own, "done_on": today - 700 * DAY, "lasts_until": today + DAY}
    TrainingFactory(person=cast.dsl, **ending)
    TrainingFactory(person=cast.dsl, school=cast.own)
    TrainingFactory(person=UserFactory(), **ending)
    TrainingFactory(person=UserFactory(is_active=False), **ending)

    assert remind_before_it_ends() == 0
    assert not Notice.objects.exists()

"""Two people at one measure at once, on PostgreSQL with real transactions: one wins, the other is told."""

from datetime import date

import pytest

from exclusions.measures import services
from exclusions.measures.drafting import fields_of
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Measure, MeasureDraft, MeasureStep
from schools.calendars.services import calendar_for
from tests.exclusions.suspensions.duties.test_at_once import both_at_once
from tests.factories import EnrolmentFactory, SchoolFactory, UserFactory
from tests.factories.measures import DirectionFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
DIRECTION = KINDS["direction"]


@pytest.fixture
def direction(transactional_db):
    return DirectionFactory(starts_on=date(2026, 9, 14), planned_end_on=date(2026, 12, 18))


def end(direction, by):
    services.take_step(
        measure=direction,
        verb="end",
        on=date(2026, 11, 20),
        by=by,
        seen_revision=direction.revision,
        note="It has helped.",
        extras={"outcome": next(iter(DIRECTION.outcomes))},
    )


def test_one_of_two_ends_a_measure(direction):
    by = UserFactory()
    assert both_at_once(lambda: end(direction, by)) == ["told", "won"]
    assert MeasureStep.objects.filter(measure=direction, verb="end").count() == 1
    assert Measure.objects.get(pk=direction.pk).revision == direction.revision + 1


def test_ending_meets_a_record_in_error(direction):
    by = UserFactory()

    def void():
        services.take_step(
            measure=direction,
            verb="void",
            on=date(2026, 11, 20),
            by=by,
            seen_revision=direction.revision,
            note="The wrong pupil",
        )

    acts = [lambda: end(direction, by), void]
    assert both_at_once(lambda: acts.pop()()) == ["told", "won"]
    assert MeasureStep.objects.filter(measure=direction, verb__in=("end", "void")).count() == 1


def test_the_same_direction_is_recorded_once(transactional_db):
    school, by = SchoolFactory(), UserFactory()
    pupil = EnrolmentFactory(school=school).pupil
    made = DirectionFactory.build(school=school, pupil=pupil)
    columns = [field.name for field in type(made)._meta.local_fields if field.name != "measure_ptr"]
    answers = {name: getattr(made, name) for name in columns}
    answers |= {"starts_on": date(2026, 9, 14), "planned_end_on": date(2026, 12, 18)}

    def record():
        services.create_measure(spec=DIRECTION, pupil=pupil, school=school, answers=answers, by=by)

    # The second overlaps with the first and says so.
    assert both_at_once(record) == ["told", "won"]
    assert Measure.objects.filter(pupil=pupil).count() == 1


def test_two_pages_of_one_person_begin_one_draft(transactional_db):
    school, by = SchoolFactory(), UserFactory()
    pupil = EnrolmentFactory(school=school).pupil
    form = DIRECTION.form(school=school, pupil=pupil, calendar=calendar_for(school.pk), by=by)
    fields, typed = fields_of(form), iter(("A", "B"))

    def save():
        services.save_measure_draft(
            by=by,
            spec=DIRECTION,
            school=school,
            pupil=pupil,
            content={"host": next(typed)},
            fields=fields,
            version=0,
        )

    assert both_at_once(save) == ["told", "won"]
    assert MeasureDraft.objects.count() == 1

"""The column that says what the virtual school head reads, held against the rule written out by hand."""

from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exclusions.suspensions import services
from exclusions.suspensions.models import Duty, Suspension
from exclusions.suspensions.services.caring import mark_again, mark_for_virtual_school
from portal.core.errors import Refused
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import PupilFact, PupilMerge
from schools.pupils.services import end_fact, merge, set_fact, undo_merge, withdraw_fact
from tests.exclusions.suspensions.conftest import typed
from tests.factories import EnrolmentFactory, SuspensionFactory

TODAY = date(2026, 11, 17)
IN_CARE = {
    ("looked_after", "Y"),
    ("social_worker", "CIN"),
    ("social_worker", "CPP"),
    *(("previously_looked_after", code) for code in "AGRC"),
}
SAID = [*sorted(IN_CARE), ("looked_after", "N"), ("social_worker", "NONE"), ("previously_looked_after", "N")]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 09:00Z", tick=False) as clock:
        yield clock


def under_the_rule(today):
    """Keys of the suspensions that the rule names: no query of the portal's is asked."""
    in_care = {
        fact.pupil
        for fact in PupilFact.objects.select_related("pupil")
        if (fact.kind, fact.value) in IN_CARE
        and fact.withdrawn_at is None
        and fact.starts_on <= today
        and (fact.ends_on is None or today <= fact.ends_on)
    }
    known = {each.pk for each in in_care} | {each.merged_into_id for each in in_care}
    return {
        each.pk
        for each in Suspension.objects.select_related("pupil")
        if each.looked_after == "Y"
        or each.social_worker in {"CIN", "CPP"}
        or each.pupil_id in known
        or each.pupil.merged_into_id in {pupil.pk for pupil in in_care}
    }


def marked():
    """Keys of the suspensions marked; their duties say the same."""
    keys = set(Suspension.objects.filter(for_virtual_school=True).values_list("pk", flat=True))
    assert all(duty.for_virtual_school == (duty.suspension_id in keys) for duty in Duty.objects.all())
    return keys


def record(pupil, cast, starts_on):
    first = {"first_0": str(starts_on.day), "first_1": str(starts_on.month), "length": "1"}
    draft = services.start_suspension_draft(by=cast.dsl, school=cast.own, pupil=pupil)
    content = typed(**first, decided_on_0=first["first_0"], parents_told="no")
    draft = services.save_suspension_draft(draft=draft, content=content, version=draft.version, by=cast.dsl)
    return services.record_suspension(draft=draft, by=cast.dsl)


class Life:
    """What may happen to a few records of pupils, one thing after the other."""

    def __init__(self, rng, cast, pupils):
        self.rng, self.cast, self.pupils = rng, cast, pupils

    def happen(self):
        act = self.rng.choice(
            [self.know, self.know, self.end, self.withdraw, self.merge, self.part, self.suspend]
        )
        try:
            act()
        except Refused:
            return ""
        return act.__name__

    def know(self):
        kind, value = self.rng.choice(SAID)
        starts_on = TODAY + timedelta(days=self.rng.randint(-4, 4))
        ends_on = self.rng.choice([None, starts_on + timedelta(days=self.rng.randint(0, 4))])
        set_fact(
            pupil=self.rng.choice(self.pupils),
            kind=FactKind(kind),
            value=value,
            starts_on=starts_on,
            ends_on=ends_on,
            source=FactSource.SOCIAL_CARE,
            as_at=TODAY,
            by=self.cast.dsl,
        )

    def end(self):
        fact = self._one(PupilFact.objects.standing().filter(ends_on=None))
        end_fact(fact=fact, ends_on=fact.starts_on + timedelta(days=self.rng.randint(0, 3)), by=self.cast.dsl)

    def withdraw(self):
        withdraw_fact(fact=self._one(PupilFact.objects.standing()), reason="A mistake", by=self.cast.dsl)

    def merge(self):
        kept, merged = self.rng.sample(self.pupils, 2)
        merge(kept=kept, merged=merged, because="Known to us", by=self.cast.dsl)

    def part(self):
        made = self._one(PupilMerge.objects.filter(undone_at=None))
        undo_merge(made=made, because="Two children", by=self.cast.dsl)

    def suspend(self):
        record(self.rng.choice(self.pupils), self.cast, self.rng.choice([date(2026, 11, 16), TODAY]))

    def _one(self, rows):
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("There is none.")
        return self.rng.choice(found)


@pytest.mark.usefixtures("calendar")
def test_the_column_says_what_the_rule_says_whatever_happens(cast, clock):
    rng = Random(55)  # noqa: S311 -- the same life each time
    pupils = [
        EnrolmentFactory(school=cast.own, year_group="9", starts_on=date(2024, 9, 2)).pupil for _ in range(4)
    ]
    for pupil in pupils:
        SuspensionFactory(pupil=pupil, school=cast.own, starts_on=date(2026, 9, 7))
    life, done, seen = Life(rng, cast, pupils), set(), set()
    for _ in range(60):
        done.add(life.happen())
        assert marked() == under_the_rule(TODAY)
        seen.add(frozenset(marked()))
    assert done >= {"know", "end", "withdraw", "merge", "part", "suspend"}
    assert len(seen) > 3
    changes = []
    for days in range(1, 9):
        clock.move_to(f"{TODAY + timedelta(days=days)} 00:01Z")
        before = marked()
        changes.append(mark_again())
        assert marked() == under_the_rule(TODAY + timedelta(days=days))
        assert changes[-1] == len(before ^ marked())
    assert any(changes)


def test_the_position_of_the_day_stays_whatever_becomes_known(cast):
    of_the_day = [SuspensionFactory(looked_after="Y"), SuspensionFactory(social_worker="CPP")]
    SuspensionFactory(looked_after="N", social_worker="NONE")
    for suspension in of_the_day:
        said = {"kind": FactKind.LOOKED_AFTER, "value": "N", "source": FactSource.SOCIAL_CARE, "by": cast.dsl}
        set_fact(pupil=suspension.pupil, starts_on=TODAY, as_at=TODAY, **said)
    assert marked() == {suspension.pk for suspension in of_the_day}


def test_the_job_writes_nothing_where_nothing_changed():
    SuspensionFactory(looked_after="Y")
    SuspensionFactory()
    with CaptureQueriesContext(connection) as queries:
        assert mark_again() == 0
    assert [query["sql"][:6] for query in queries] == ["SELECT", "SELECT"]


def test_marking_one_child_asks_the_same_however_many_there_are(django_assert_num_queries):
    mine = SuspensionFactory(looked_after="Y")
    for _ in range(3):
        SuspensionFactory(looked_after="Y")
    # Locking, what is missing, what is stale; within a savepoint.
    with django_assert_num_queries(5):
        mark_for_virtual_school([mine.pupil_id])

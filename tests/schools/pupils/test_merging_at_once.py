"""Two people merge at once, on PostgreSQL with real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.core.errors import Refused
from schools.pupils.models import Pupil, PupilMerge
from schools.pupils.services import merge, undo_merge
from tests.factories import EnrolmentFactory, SchoolFactory, UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Runs the acts at the same moment; gives back `won` or `told` for each, sorted."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except Refused:
            return "told"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.fixture
def two(transactional_db):
    school = SchoolFactory()
    return [EnrolmentFactory(school=school).pupil for _ in range(2)]


def test_merged_crosswise_one_wins_and_nobody_waits_for_ever(two):
    (one, other), by = two, UserFactory()

    def into(kept: Pupil, merged: Pupil) -> Callable[[], object]:
        return lambda: merge(kept=kept, merged=merged, because="Known to us", by=by)

    assert at_once(into(one, other), into(other, one)) == ["told", "won"]
    assert PupilMerge.objects.count() == 1
    assert Pupil.objects.filter(merged_into=None).count() == 1


def test_a_merge_is_undone_by_one_of_two(two):
    (one, other), by = two, UserFactory()
    made = merge(kept=one, merged=other, because="Known to us", by=by)

    def undo() -> None:
        undo_merge(made=made, because="Cousins", by=by)

    assert at_once(undo, undo) == ["told", "won"]
    assert not Pupil.objects.exclude(merged_into=None).exists()

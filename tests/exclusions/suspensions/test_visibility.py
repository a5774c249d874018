"""Which suspensions each person sees, and what they may do: written out by hand."""

from datetime import date

import pytest
import time_machine

from exclusions.suspensions.models import Suspension
from exclusions.suspensions.services.caring import mark_again
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import merge, set_fact
from tests.cast import EVERYONE
from tests.factories import SuspensionFactory

RECORD_OWN = {"dsl", "deputy_dsl", "inclusion_lead", "headteacher"}
SEE_OWN = RECORD_OWN | {
    "senco",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
}
SEE_OTHER = {"other_dsl", "other_social_worker"}
SEE_ALL = {"inclusion_officer"}


@pytest.fixture
def suspensions(cast):
    return {
        "own": SuspensionFactory(school=cast.own),
        "other": SuspensionFactory(school=cast.other),
        "in care": SuspensionFactory(school=cast.other, looked_after="Y"),
    }


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_sees_the_suspensions_of_their_schools_and_no_other(cast, suspensions, name):
    expected = set()
    if name in SEE_OWN | SEE_ALL:
        expected.add("own")
    if name in SEE_OTHER | SEE_ALL:
        expected |= {"other", "in care"}
    if name == "virtual_school_head":
        expected.add("in care")

    seen = set(Suspension.objects.visible_to(cast.people[name]))
    assert seen == {suspensions[which] for which in expected}


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_may_do_what_their_role_says(cast, suspensions, name):
    person = cast.people[name]
    where = {
        which
        for which in ("own", "other")
        if person.has_perm("suspensions.correct_suspension", suspensions[which])
    }

    expected = {"own"} if name in RECORD_OWN | SEE_ALL else set()
    expected |= {"other"} if name in {"other_dsl"} | SEE_ALL else set()
    assert where == expected
    assert person.has_perm("suspensions.record_suspension") == bool(expected)
    may_see = SEE_OWN | SEE_OTHER | SEE_ALL | {"virtual_school_head"}
    assert person.has_perm("suspensions.see_suspensions") == (name in may_see)


@time_machine.travel("2026-11-20 09:00Z")
def test_a_virtual_school_head_sees_earlier_suspensions_of_pupils_who_came_into_care(cast, suspensions):
    in_care = suspensions["own"].pupil
    said = {"kind": FactKind.LOOKED_AFTER, "value": "Y", "source": FactSource.VIRTUAL_SCHOOL, "by": None}
    set_fact(pupil=in_care, starts_on=date(2026, 11, 19), as_at=date(2026, 11, 19), **said)
    later = suspensions["other"].pupil
    set_fact(
        pupil=later,
        starts_on=date(2026, 11, 20),
        ends_on=date(2026, 11, 20),
        as_at=date(2026, 11, 20),
        **said,
    )

    seen = Suspension.objects.visible_to(cast.virtual_school_head)

    assert set(seen) == set(suspensions.values())
    with time_machine.travel("2026-11-21 09:00Z"):
        mark_again()
        assert set(Suspension.objects.visible_to(cast.virtual_school_head)) == {
            suspensions["own"],
            suspensions["in care"],
        }


@pytest.mark.parametrize(
    ("kind", "value", "is_seen"),
    [
        (FactKind.SOCIAL_WORKER, "CIN", True),
        (FactKind.SOCIAL_WORKER, "CPP", True),
        (FactKind.SOCIAL_WORKER, "NONE", False),
        (FactKind.PREVIOUSLY_LOOKED_AFTER, "A", True),
        (FactKind.PREVIOUSLY_LOOKED_AFTER, "N", False),
        (FactKind.FREE_MEALS, "Y", False),
    ],
)
def test_a_virtual_school_head_sees_whom_design_gives_them(cast, kind, value, is_seen):
    suspension, day = SuspensionFactory(school=cast.own), date(2026, 9, 1)
    source = {"source": FactSource.VIRTUAL_SCHOOL, "as_at": day, "by": cast.administrator}
    set_fact(pupil=suspension.pupil, kind=kind, value=value, starts_on=day, **source)
    seen = Suspension.objects.visible_to(cast.virtual_school_head)
    assert seen.filter(pk=suspension.pk).exists() is is_seen


def test_a_virtual_school_head_sees_who_had_a_social_worker_that_day(cast):
    suspension = SuspensionFactory(school=cast.own, social_worker="CPP")
    SuspensionFactory(school=cast.own, social_worker="NONE")
    assert list(Suspension.objects.visible_to(cast.virtual_school_head)) == [suspension]


def test_a_fact_of_either_record_of_a_child_counts(cast):
    kept, second = (SuspensionFactory(school=cast.own) for _ in range(2))
    day = date(2026, 9, 1)
    source = {"source": FactSource.VIRTUAL_SCHOOL, "as_at": day, "by": cast.administrator}
    set_fact(pupil=second.pupil, kind=FactKind.LOOKED_AFTER, value="Y", starts_on=day, **source)
    merge(kept=kept.pupil, merged=second.pupil, because="Known to us", by=cast.dsl)
    assert set(Suspension.objects.visible_to(cast.virtual_school_head)) == {kept, second}

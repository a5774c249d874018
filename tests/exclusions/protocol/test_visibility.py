"""Which cases each person sees, and what they may do: written out by hand."""

import pytest

from exclusions.protocol.models import Case
from tests.cast import EVERYONE
from tests.factories import CaseFactory

SEE_OWN = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "senco",
    "headteacher",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
}
SEE_OTHER = {"other_dsl", "other_social_worker"}
SEE_ALL = {"inclusion_officer"}
WORK_OWN = {
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
}
WORK_OTHER = {"other_social_worker"}


@pytest.fixture
def cases(cast):
    return {"own": CaseFactory(school=cast.own), "other": CaseFactory(school=cast.other)}


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_sees_the_cases_of_their_schools_and_no_other(cast, cases, name):
    expected = set()
    if name in SEE_OWN | SEE_ALL:
        expected.add(cases["own"])
    if name in SEE_OTHER | SEE_ALL:
        expected.add(cases["other"])

    assert set(Case.objects.visible_to(cast.people[name])) == expected


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_may_do_what_their_role_says(cast, cases, name):
    person = cast.people[name]
    verbs = ("protocol.see_case", "protocol.work_case")
    may = {(verb, school) for verb in verbs for school in cases if person.has_perm(verb, cases[school])}

    expected = set()
    expected |= {("protocol.see_case", "own")} if name in SEE_OWN | SEE_ALL else set()
    expected |= {("protocol.see_case", "other")} if name in SEE_OTHER | SEE_ALL else set()
    expected |= {("protocol.work_case", "own")} if name in WORK_OWN | SEE_ALL else set()
    expected |= {("protocol.work_case", "other")} if name in WORK_OTHER | SEE_ALL else set()
    assert may == expected
    assert person.has_perm("protocol.see_cases") == (name in SEE_OWN | SEE_OTHER | SEE_ALL)

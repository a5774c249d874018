"""A suspension names the help a pupil has when it is recorded."""

from exclusions.suspensions.support import case_of
from tests.factories import CaseFactory, EnrolmentFactory


def test_the_open_case_is_known_to_rooms_below(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    assert case_of(pupil) == ""

    case = CaseFactory(school=cast.own, pupil=pupil)

    assert case_of(pupil) == case.reference

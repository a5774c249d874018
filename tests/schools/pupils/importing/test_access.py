"""Whose pupils a person may import: of schools where they manage pupils, and nobody else's."""

import pytest

from portal.bulk.enums import State
from portal.bulk.services import apply_import, start_import
from portal.core.errors import Refused
from schools.links.models import Link
from schools.links.standing import forget_standing
from schools.pupils.importing.importer import PupilOptions
from schools.pupils.models import Pupil
from tests.cast import EVERYONE
from tests.portal.bulk.files import csv_upload

MANAGERS = {"dsl", "deputy_dsl", "inclusion_lead", "headteacher", "other_dsl", "administrator"}


@pytest.mark.parametrize("person", EVERYONE)
def test_who_may_open_the_page(as_person, person):
    expected = 200 if person in MANAGERS else 403

    assert as_person(person).get("/imports/new/pupils/").status_code == expected


@pytest.mark.parametrize(("person", "own", "other"), [("dsl", True, False), ("administrator", True, True)])
def test_the_school_must_be_in_scope(cast, person, own, other):
    def accepts(school):
        data = {"urn": school.urn, "source": "census", "as_at_0": "2", "as_at_1": "11", "as_at_2": "2026"}
        return "urn" not in PupilOptions(data, by=cast.people[person]).errors

    assert (accepts(cast.own), accepts(cast.other)) == (own, other)


def test_a_day_in_the_future_is_refused(cast):
    data = {"urn": cast.own.urn, "source": "census", "as_at_0": "2", "as_at_1": "11", "as_at_2": "2096"}

    assert PupilOptions(data, by=cast.dsl).errors["as_at"] == ["Enter a day that is not in the future"]


def test_who_lost_the_school_meanwhile_imports_nothing(cast, hand_in, settle):
    item = hand_in(("", "Birch", "Ann", "01/05/2014", "8"))
    Link.objects.filter(user=cast.dsl).update(ends_on="2026-01-01", starts_on="2025-01-01")
    forget_standing(cast.dsl)

    item = settle(apply_import, item, leave_out=False)

    assert item.state == State.UNUSABLE
    assert not Pupil.objects.exists()


def test_who_may_import_nothing_cannot_start(cast):
    with pytest.raises(Refused):
        start_import(kind="pupils", upload=csv_upload(), options={"urn": cast.own.urn}, by=cast.senco)

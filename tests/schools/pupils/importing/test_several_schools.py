"""A file with pupils of several schools, as an authority's own system gives it."""

import pytest

from portal.bulk.enums import Fate
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import
from schools.pupils.models import Pupil
from tests.factories.schools import upn_number
from tests.portal.bulk.files import csv_upload

HEADER = ("URN", "UPN", "Surname", "Forename", "DOB", "Year")


def row(school, number, name="Rowan"):
    return (school, upn_number(number), name, "Sam", "14/03/2013", "9")


@pytest.fixture
def check(cast, django_capture_on_commit_callbacks):
    def check(*rows, by=None, header=HEADER):
        options = {"urn": None, "as_at": "2026-11-02", "source": "school_system"}
        upload = csv_upload(*rows, header=header)
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(kind="pupils", upload=upload, options=options, by=by or cast.administrator)
        return Import.objects.get(pk=item.pk)

    return check


def reasons(item):
    return [(r.number, *r.problems[0][:2]) for r in item.rows.filter(fate=Fate.REJECTED)]


def test_each_pupil_comes_onto_the_roll_of_the_school_named(check, cast, settle):
    numbers = [cast.own.urn, cast.other.laestab, cast.other.laestab.replace("/", "")]
    item = check(*[row(school, n) for n, school in enumerate(numbers, start=1)])

    settle(apply_import, item, leave_out=False)

    assert (item.new, item.about) == (3, "")
    at_school = dict(Pupil.objects.values_list("upn", "enrolments__school"))
    assert at_school == {
        upn_number(1): cast.own.pk,
        upn_number(2): cast.other.pk,
        upn_number(3): cast.other.pk,
    }


def test_a_school_out_of_scope_is_as_one_that_is_not_there(check, cast):
    item = check(row(cast.own.urn, 1), row(cast.other.urn, 2), row(123456, 3), row("", 4), by=cast.dsl)

    assert item.new == 1
    assert reasons(item) == [
        (3, "School", "is no school whose pupils you may import"),
        (4, "School", "is no school whose pupils you may import"),
        (5, "School", "is empty: choose the school on the page before, or name it here"),
    ]


def test_what_is_no_number_of_a_school_is_said(check):
    item = check(row("Northgate", 1))

    assert reasons(item) == [
        (2, "School", '"Northgate" is neither a URN (6 digits) nor a DfE number (7 digits)')
    ]


def test_the_same_name_at_two_schools_is_two_pupils(check, cast):
    alike = [(school.urn, "", "Rowan", "Sam", "14/03/2013", "9") for school in (cast.own, cast.other)]

    assert check(*alike).new == 2


def test_the_questions_do_not_grow_with_schools_and_rows(check, cast, django_assert_max_num_queries):
    schools = [cast.own.urn, cast.other.urn]
    with django_assert_max_num_queries(40):
        check(*[row(schools[n % 2], n, f"Name{n}") for n in range(1, 400)])

import pytest
from django.db.models import F

from portal.core.counting import count_to, counts_to, first_of, tally
from schools.register.models import School
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def test_the_first_rows_come_with_the_number_of_all(django_assert_num_queries):
    for name in ("Cedar", "Ash", "Birch"):
        SchoolFactory(name=name)

    for most, expected in ((2, ["Ash", "Birch"]), (5, ["Ash", "Birch", "Cedar"])):
        with django_assert_num_queries(1):
            first, in_all = first_of(School.objects.order_by("name"), most)
        assert ([school.name for school in first], in_all) == (expected, 3)


def test_nothing_is_nothing():
    assert first_of(School.objects.filter(name=F("town")), 5) == ([], 0)


def test_counts_of_several_come_from_one_query_and_go_no_further_than_asked(django_assert_num_queries):
    for name in ("Cedar", "Ash", "Birch"):
        SchoolFactory(name=name)
    schools = School.objects.order_by("name")

    with django_assert_num_queries(1):
        counted = counts_to(2, every=schools, one=schools.filter(name="Ash"), none=schools.filter(pk__in=[]))

    assert counted == {"every": 3, "one": 1, "none": 0}
    assert (count_to(3, schools), count_to(1, schools), count_to(0, schools)) == (3, 2, 1)


def test_where_nothing_can_be_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts_to(5, none=School.objects.none()) == {"none": 0}


def test_a_number_that_was_counted_no_further_says_so():
    assert [tally(n, 1000) for n in (0, 999, 1000, 1001)] == ["0", "999", "1,000", "1,000+"]

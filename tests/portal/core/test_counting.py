import pytest
from django.db.models import F

from portal.core.counting import first_of
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

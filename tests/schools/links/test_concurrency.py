"""Two administrators at once: on PostgreSQL, with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from portal.accounts.enums import Role
from schools.links.models import Link
from schools.links.services import Occupied, add_link
from tests.factories import SchoolFactory, UserFactory


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_people_added_at_once_as_lead_one_wins():
    """Both links have a last day, so that only the lock on the school keeps them apart."""
    school, by = SchoolFactory(), UserFactory()
    people = [UserFactory(), UserFactory()]
    together = Barrier(2)

    def add(user):
        together.wait()
        try:
            add_link(
                user=user,
                school=school,
                capacity=Role.LEAD_SOCIAL_WORKER,
                starts_on=date(2026, 9, 1),
                ends_on=date(2027, 7, 31),
                by=by,
            )
        except Occupied:
            return "told"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, people)) == ["told", "won"]

    assert Link.objects.count() == 1

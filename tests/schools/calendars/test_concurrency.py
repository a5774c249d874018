"""Two administrators at once: on PostgreSQL, with real transactions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from portal.core.errors import Refused
from schools.calendars.changing import add_closures, add_term
from schools.calendars.models import Closure, Term
from tests.factories import UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def at_once(*acts) -> list[str]:
    together = Barrier(len(acts))

    def run(act):
        together.wait()
        try:
            act()
        except Refused:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_overlapping_terms_added_at_once_one_is_refused():
    by = UserFactory()

    def add(last):
        return lambda: add_term(name="Autumn", starts_on=date(2026, 9, 2), ends_on=last, school=None, by=by)

    assert at_once(add(date(2026, 10, 23)), add(date(2026, 12, 18))) == ["done", "told"]
    assert Term.objects.count() == 1


def test_a_day_closed_by_two_at_once_is_closed_once():
    by, day = UserFactory(), date(2026, 11, 23)

    def close(reason):
        return lambda: add_closures(first=day, last=day, reason=reason, school=None, by=by)

    assert at_once(close("Snow"), close("Boiler")) == ["done", "told"]
    assert Closure.objects.count() == 1

"""Fields of the house."""

from datetime import date

from django.http import QueryDict

from portal.core.forms import DayField, PortalForm


class Sample(PortalForm):
    day = DayField(label="First day")


def test_a_day_is_carried_unseen_from_one_page_to_the_next():
    first = Sample(QueryDict("day_0=2&day_1=11&day_2=2026"))
    assert first.is_valid()

    hidden = first["day"].as_hidden()

    assert hidden.count('type="hidden"') == 3
    for name, value in (("day_0", 2), ("day_1", 11), ("day_2", 2026)):
        assert f'name="{name}" value="{value}"' in hidden


def test_a_day_that_stands_already_is_carried_too():
    hidden = Sample(initial={"day": date(2026, 11, 2)})["day"].as_hidden()

    assert 'name="day_1" value="11"' in hidden

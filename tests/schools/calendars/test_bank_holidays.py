from datetime import date

import pytest

from schools.calendars import bank_holidays
from schools.calendars.bank_holidays import by_rule, easter_sunday, is_published, of_year

# Holidays that the Crown moved or added: the published list has them, no rule can.
PROCLAIMED = {
    2012: {date(2012, 6, 4), date(2012, 6, 5)},
    2020: {date(2020, 5, 8)},
    2022: {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)},
    2023: {date(2023, 5, 8)},
}


@pytest.mark.parametrize("year", sorted(bank_holidays.published_years()))
def test_the_rule_finds_what_is_published_but_for_proclaimed_days(year):
    assert of_year(year) - set(by_rule(year)) == PROCLAIMED.get(year, set())


def test_a_year_that_is_not_published_goes_by_the_rule():
    assert not is_published(2040)
    assert sorted(of_year(2040)) == [
        date(2040, 1, 2),  # New Year's Day is a Sunday
        date(2040, 3, 30),
        date(2040, 4, 2),
        date(2040, 5, 7),
        date(2040, 5, 28),
        date(2040, 8, 27),
        date(2040, 12, 25),
        date(2040, 12, 26),
    ]


@pytest.mark.parametrize(
    "day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]
)
def test_easter(day):
    assert easter_sunday(day.year) == day


def test_the_published_file_beside_this_checkout_agrees(shared_data):
    text = (shared_data / "calendars/frontend--bank-holidays.json").read_text()
    years = [2025, 2026, 2027]

    for day in [day for year in years for day in of_year(year)]:
        assert day.strftime("%d/%m/%Y") in text or day.isoformat() in text


def test_nothing_is_fetched(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the portal asked the network for bank holidays")

    monkeypatch.setattr("govuk_bank_holidays.bank_holidays.requests.get", refuse)
    bank_holidays.published.cache_clear()

    assert date(2026, 12, 25) in bank_holidays.published()

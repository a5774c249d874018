"""Each count of the desk and of the home page links to exactly the list that it counts."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.desk.counts import duty_cards, work_cards
from exclusions.suspensions.models import Duty, How
from tests.exclusions.suspensions.desk.conftest import DAY, came_in, excluded_at, results, step, text_of
from tests.factories import SchoolFactory

READERS = ("inclusion_officer", "headteacher", "dsl", "virtual_school_head", "lead_social_worker")


@pytest.fixture
def full_desk(cast):
    """Something of everything, at two schools, looked after and not."""
    today = timezone.localdate()
    for school, more in ((cast.own, {}), (cast.own, {"looked_after": "Y"}), (cast.other, {})):
        came_in(school, cast.dsl, **more)
        made = excluded_at(school, **more)
        duties = list(Duty.objects.filter(suspension=made).open().exclude(clock="no time limit"))
        for duty, days in zip(duties, (-3, -1, 0, 1, 7, 8, 30), strict=False):
            Duty.objects.filter(pk=duty.pk).update(by=today + days * DAY)
        step(excluded_at(school, **more), "set_meeting", today + 3 * DAY)
        step(excluded_at(school, **more), "set_meeting", today - 3 * DAY)


def total(browser, url):
    """How many rows the list says it has."""
    page = results(browser.get(url))
    return (
        0
        if "portal-empty" in page or "<tbody" not in page
        else page.count('<tr class="govuk-table__row"') - 1
    )


@pytest.mark.parametrize("reader", READERS)
def test_counts_lead_to_their_lists(cast, as_person, full_desk, reader):
    user, browser, today = getattr(cast, reader), as_person(reader), timezone.localdate()
    cards = [*duty_cards(user, today), *work_cards(user, today)]
    found = {
        card.label: total(browser, f"{card.url}{'&' if urlsplit(card.url).query else '?'}per_page=100")
        for card in cards
    }
    assert found == {card.label: card.count for card in cards}
    assert any(card.count for card in cards)


@pytest.mark.parametrize("reader", READERS)
def test_the_home_page_shows_them_to_whoever_works_duties(cast, as_person, full_desk, reader):
    shown = "Duties after suspensions and exclusions" in text_of(as_person(reader).get("/"))
    assert shown is (reader != "lead_social_worker")


def test_schools_never_and_often_late(cast, as_person):
    names = {"often": (3, 12), "never": (0, 4), "rarely": (3, 13), "twice": (2, 0)}
    schools = {name: SchoolFactory(name=f"School {name}") for name in names}
    for name, (late, in_time) in names.items():
        owed(schools[name], late, in_time)
    browser, address = as_person("inclusion_officer"), reverse("suspensions:punctuality")

    shown = {
        how: {
            name
            for name, school in schools.items()
            if school.name in results(browser.get(address, {"how": how}))
        }
        for how in ("", "often", "never")
    }

    assert shown == {"": set(names), "often": {"often"}, "never": {"never"}}
    lists = reverse("suspensions:desk")
    urn = schools["often"].urn
    assert total(browser, f"{lists}?when=missed&school={urn}&per_page=100") == 3
    assert total(browser, f"{lists}?when=school_year&school={urn}&per_page=100") == 15


def owed(school, late, in_time):
    made, day = excluded_at(school), timezone.localdate() - 30 * DAY
    # What was derived lies outside the year.
    Duty.objects.filter(suspension=made).update(by=timezone.localdate() - timedelta(days=400))
    said = {
        "what": "Tell",
        "who": "headteacher",
        "to": "Parents",
        "clock": "by",
        "because": "",
        "rule": "",
        "source": "",
    }
    for number in range(late + in_time + 1):
        # The last one was said not to be needed: it counts neither way.
        how = How.NOT_NEEDED if number == late + in_time else How.LETTER
        Duty.objects.create(
            suspension=made,
            school=school,
            code=f"code_{number}",
            by=day,
            done_on=day + (number < late) * DAY,
            done_at=timezone.now(),
            done_how=how,
            **said,
        )


def test_the_desk_asks_the_same_however_much_there_is(cast, as_person, full_desk):
    browser, counts = as_person("inclusion_officer"), []
    for _ in range(2):
        browser.get(reverse("suspensions:desk"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("suspensions:desk"))
        counts.append(len(queries))
        excluded_at(SchoolFactory())
        came_in(SchoolFactory(), cast.dsl)
    assert counts[0] == counts[1]

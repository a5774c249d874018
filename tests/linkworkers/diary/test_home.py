"""What the home page says of the diary, and of a commitment that is not signed."""

import html
import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from exclusions.protocol.commitment.models import Charter
from exclusions.protocol.commitment.services import sign
from tests.factories import DiaryEntryFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def home_of(browser) -> str:
    return html.unescape(re.sub(r"\s+", " ", browser.get("/").content.decode()))


def test_todays_planned_days_and_what_is_to_be_followed_up(as_person, cast):
    mine = {"school": cast.own, "worker": cast.on_site_social_worker}
    today = DiaryEntryFactory(**mine, planned=True)
    due = DiaryEntryFactory(**mine, on=date(2026, 11, 2), follow_up_by=date(2026, 11, 20))
    other = DiaryEntryFactory(**mine, planned=True, on=date(2026, 11, 24))

    page = home_of(as_person("on_site_social_worker"))

    assert today.reference in page
    assert due.reference in page
    assert "overdue 1 school day" in page
    assert other.reference not in page
    assert "nothing is to be followed up" in home_of(as_person("welfare_officer"))


def test_the_headteacher_reads_a_quiet_line_until_the_school_has_signed(as_person, cast):
    line = "has not signed the No Need to Exclude commitment for 2026/27 yet."
    browser = as_person("headteacher")
    assert f"{cast.own.name} {line}" in home_of(browser)
    assert line not in home_of(as_person("dsl"))

    sign(
        school=cast.own,
        charter=Charter.objects.get(),
        head_name="Ada Head",
        chair_name="Cy Chair",
        signed_on=date(2026, 9, 4),
        by=cast.headteacher,
    )

    assert line not in home_of(browser)

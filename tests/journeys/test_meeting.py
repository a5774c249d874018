"""Two people write the minutes of a meeting at once, one of them on a phone."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from exclusions.meetings.models import Part
from tests.factories import MeetingFactory
from tests.factories.protocol import CaseFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY
WORDS = "I want to stay with my friends and do catering."


def saved(person) -> None:
    expect(person.page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved "), timeout=15_000)


def test_two_people_write_minutes_at_once(committed_cast, at_browser):
    cast = committed_cast
    case = CaseFactory(school=cast.own)
    meeting = MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True)
    url = reverse("meetings:minutes", args=[meeting.reference])
    one, two = at_browser(cast.lead_social_worker), at_browser(cast.inclusion_officer, PHONE)
    one.opens(url)
    two.opens(url)
    child, helps = "What does the child say they want?", "What is going well? Who and what helps?"

    one.page.get_by_label(child).fill(WORDS)
    two.page.get_by_label(helps).fill("Football.")
    saved(one)
    saved(two)
    expect(one.page.get_by_label(helps)).to_have_value("Football.", timeout=20_000)

    with two.saving():
        two.page.get_by_label("Places").fill("The bus stop.")
    one.page.get_by_label("Places").fill("The park.")
    expect(one.page.get_by_text("Inclusion Officer wrote here too")).to_be_visible(timeout=15_000)
    one.reads()
    with one.saving():
        one.clicks("button", "Keep both, theirs first in Places")

    assert {part.name: part.text for part in Part.objects.all()} == {
        "pupil_view": WORDS,
        "strengths": "Football.",
        "analysis:place": "The bus stop.\n\nThe park.",
    }

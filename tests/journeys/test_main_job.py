"""The main job, as its people do it: a school raises, a link worker decides, the case is there."""

import re

from playwright.sync_api import expect

from exclusions.concerns.models import Concern, Draft
from exclusions.protocol.models import Case
from tests.factories import ConcernFactory, EnrolmentFactory, PupilFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY
MOST_SCREENS = 5
WORDS = "Came in with a new phone and would not say from whom."


def test_a_safeguarding_lead_raises_a_concern_on_a_phone(committed_cast, at_browser):
    cast = committed_cast
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan"))
    dsl = at_browser(cast.dsl, PHONE)
    screens_before = len(dsl.pages_read)

    dsl.clicks("button", "Raise a concern")
    dsl.page.get_by_label("Who is it about").fill("Sam Rowan")
    dsl.clicks("button", "Find")
    dsl.clicks("button", "Choose Sam Rowan")
    dsl.page.get_by_role("radio", name="No", exact=True).check()
    dsl.page.get_by_label("What happened?").fill(WORDS)
    expect(dsl.page.get_by_text(re.compile("^Saved "))).to_be_visible(timeout=10_000)
    dsl.page.get_by_label("Exploitation").check()
    dsl.page.get_by_label("Advice").check()
    dsl.clicks("button", "Check and send")
    dsl.sees(WORDS)
    dsl.clicks("button", "Send")

    concern = Concern.objects.get()
    dsl.sees(concern.reference)
    dsl.sees("Lead Social Worker")
    assert concern.what_happened == WORDS
    # Searching answers on the page it was asked on.
    assert len(set(dsl.pages_read[screens_before:])) <= MOST_SCREENS


def test_danger_shows_whom_to_ring_before_anything_else(committed_cast, at_browser):
    cast = committed_cast
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan"))
    dsl = at_browser(cast.dsl, PHONE)
    dsl.clicks("button", "Raise a concern")
    dsl.page.get_by_label("Who is it about").fill("Sam Rowan")
    dsl.clicks("button", "Find")
    dsl.clicks("button", "Choose Sam Rowan")

    dsl.page.get_by_role("radio", name="Yes", exact=True).check()

    expect(dsl.page.get_by_role("link", name="999").first).to_be_visible()


def test_a_draft_survives_a_closed_tab(committed_cast, at_browser):
    cast = committed_cast
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan"))
    dsl = at_browser(cast.dsl)
    dsl.clicks("button", "Raise a concern")
    dsl.page.get_by_label("Who is it about").fill("Sam Rowan")
    dsl.clicks("button", "Find")
    dsl.clicks("button", "Choose Sam Rowan")
    dsl.page.get_by_label("What happened?").fill(WORDS)
    expect(dsl.page.get_by_text(re.compile("^Saved "))).to_be_visible(timeout=10_000)
    dsl.page.context.close()

    draft = Draft.objects.get()
    again = at_browser(cast.dsl, PHONE)
    again.opens(draft.get_absolute_url())

    expect(again.page.get_by_label("What happened?")).to_have_value(WORDS)


def test_a_link_worker_decides_and_opens_a_case(committed_cast, at_browser):
    cast = committed_cast
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    worker = at_browser(cast.lead_social_worker)

    worker.clicks("link", "Inbox")
    worker.clicks("link", concern.reference)
    worker.sees(concern.what_happened)
    worker.page.get_by_label("Open a No Need to Exclude case").check()
    worker.page.get_by_role("radio", name="No", exact=True).check()
    worker.page.get_by_label("Which services know the child?").fill("None yet.")
    worker.page.get_by_label("Your reasons").fill("Second concern this term; the school asks for help.")
    worker.page.get_by_label("Your reply to the school").fill("We will meet you within ten school days.")
    worker.clicks("button", "Decide")

    case = Case.objects.get()
    assert (case.concern, case.stage.code) == (concern, "meeting")
    worker.sees(f"{concern.reference} is decided")
    worker.opens(case.get_absolute_url())
    worker.sees("Inclusion meeting")
    worker.clicks("link", "Record the inclusion meeting")

    dsl = at_browser(cast.dsl, PHONE)
    dsl.opens(concern.get_absolute_url())
    dsl.sees("We will meet you within ten school days.")

"""Raising a concern on a small phone: how many screens and seconds, and what survives on the way."""

import re
from time import monotonic

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from exclusions.concerns.models import BodyMark, Concern, Draft
from tests.factories import EnrolmentFactory, PupilFactory
from tests.factories.accounts import PASSWORD
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY
MOST_SCREENS = 5
WORDS = "Came in with a new phone and would not say from whom."
LATER = " Then she left without a word."


def chooses(visitor, name="Sam Rowan"):
    visitor.clicks("button", "Raise a concern")
    visitor.page.get_by_label("Who is it about").fill(name)
    visitor.clicks("button", "Find")
    visitor.clicks("button", f"Choose {name}")


def answers(visitor):
    page = visitor.page
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("Exploitation").check()
    page.get_by_label("Advice").check()


def sam(cast):
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan"))


def is_saved(visitor):
    expect(visitor.page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible(timeout=15_000)


def test_from_sign_in_to_sent_in_five_screens(committed_cast, at_browser, capsys):
    sam(committed_cast)
    dsl = at_browser(committed_cast.dsl, PHONE)
    began, screens_before = monotonic(), len(dsl.pages_read)

    chooses(dsl)
    answers(dsl)
    dsl.clicks("button", "Check and send")
    dsl.clicks("button", "Send")

    dsl.sees(Concern.objects.get().reference)
    # Searching answers on the page it was asked on.
    screens = len(set(dsl.pages_read[screens_before:]))
    with capsys.disabled():
        print(f"\nRaised in {screens} screens and {monotonic() - began:.1f} s, axe on every page included")  # noqa: T201 -- a measure
    assert screens <= MOST_SCREENS


def test_marks_and_places_are_added_on_the_way(committed_cast, at_browser):
    sam(committed_cast)
    dsl = at_browser(committed_cast.dsl, PHONE)
    chooses(dsl)
    answers(dsl)

    dsl.clicks("button", "Injuries you have seen")
    dsl.page.locator('[data-area="back:left_hand"]').click()
    dsl.page.wait_for_url("**#filled")
    dsl.page.get_by_label("What is it?").select_option("bruise")
    dsl.page.get_by_label("What did you see?").fill("2 cm, blue")
    dsl.clicks("button", "Save and go back to the draft")
    dsl.clicks("button", "Add a place, group or online space")
    dsl.page.get_by_label("What is it?").select_option("place")
    dsl.page.get_by_label("Its name").fill("The bus stop")
    dsl.clicks("button", "Save and go back to the draft")
    for step in ("Time of day", "Others involved", "Home, friends", "What parents", "What you make of it"):
        dsl.clicks("button", step)
        dsl.clicks("button", "Save and go back to the draft")
    expect(dsl.page.get_by_label("What happened?")).to_have_value(WORDS)
    dsl.clicks("button", "Check and send")
    dsl.sees("Left hand, back")
    dsl.clicks("button", "Send")

    concern = Concern.objects.get()
    mark = BodyMark.objects.get()
    assert (mark.area, mark.side, mark.words) == ("left_hand", "back", "2 cm, blue")
    dsl.opens(concern.get_absolute_url())
    dsl.sees("The bus stop")


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(committed_cast, at_browser):
    sam(committed_cast)
    dsl = at_browser(committed_cast.dsl, PHONE)
    chooses(dsl)
    page = dsl.page
    page.context.set_offline(True)
    page.get_by_label("What happened?").fill(WORDS)
    expect(page.get_by_text("Not saved: no connection, trying again.")).to_be_visible(timeout=10_000)

    page.context.set_offline(False)

    is_saved(dsl)
    assert Draft.objects.get().content["what_happened"] == WORDS


def test_a_session_that_ends_while_typing_loses_nothing(committed_cast, at_browser):
    sam(committed_cast)
    dsl = at_browser(committed_cast.dsl, PHONE)
    chooses(dsl)
    page = dsl.page
    Session.objects.all().delete()
    page.get_by_label("What happened?").fill(WORDS)
    link = page.get_by_role("link", name="Sign in again")
    expect(link).to_be_visible(timeout=10_000)

    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    other.get_by_label("Email address").fill(committed_cast.dsl.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.wait_for_load_state()
    other.close()

    is_saved(dsl)
    expect(link).to_be_hidden()
    assert Draft.objects.get().content["what_happened"] == WORDS


def test_two_devices_do_not_overwrite_each_other(committed_cast, at_browser):
    sam(committed_cast)
    phone = at_browser(committed_cast.dsl, PHONE)
    chooses(phone)
    desk = at_browser(committed_cast.dsl)
    desk.opens(Draft.objects.get().get_absolute_url())
    with phone.saving():
        phone.page.get_by_label("What happened?").fill(WORDS)

    desk.page.get_by_label("What happened?").fill(LATER)

    keep = desk.page.get_by_role("button", name="Keep what is on this page")
    expect(keep).to_be_visible(timeout=10_000)
    assert Draft.objects.get().content["what_happened"] == WORDS
    with desk.saving():
        keep.click()
    assert Draft.objects.get().content["what_happened"] == LATER

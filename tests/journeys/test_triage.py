"""Deciding a concern on a phone: how many screens and seconds; a second person, and a correction."""

import re
from time import monotonic

from playwright.sync_api import expect

from exclusions.concerns.models import Concern, Referral, Triage
from tests.factories import ConcernFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY
MOST_SCREENS = 2


def test_from_sign_in_to_decided_in_two_screens(committed_cast, at_browser, capsys):
    cast = committed_cast
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    worker = at_browser(cast.lead_social_worker, PHONE)
    began, screens_before = monotonic(), len(worker.pages_read)

    worker.clicks("link", concern.reference)
    page = worker.page
    page.get_by_role("radio", name="Close it: no further action").check()
    reply = page.get_by_label("Your reply to the school")
    expect(reply).to_have_value(re.compile(concern.reference))
    # What the authority's text leaves open is asked for, with everything typed kept.
    page.get_by_label("Your reasons").fill("The school has it in hand.")
    worker.clicks("button", "Decide and send")
    worker.sees("Fill in or take out what stands in brackets: [reason]")
    reply.fill(reply.input_value().replace("[reason]", "you have it in hand"))
    worker.clicks("button", "Decide and send")

    worker.sees(f"{concern.reference} is decided")
    screens = len(set(worker.pages_read[screens_before:]))
    with capsys.disabled():
        print(f"\nDecided in {screens} screen(s) and {monotonic() - began:.1f} s, axe on every page included")  # noqa: T201 -- a measure
    assert screens <= MOST_SCREENS
    triage = Triage.objects.get(concern=concern)
    assert (triage.decision, triage.next_who) == ("close", "The school")
    dsl = at_browser(cast.dsl, PHONE)
    dsl.opens(concern.get_absolute_url())
    dsl.sees("you have it in hand")


def test_a_second_person_signs_and_a_mistake_is_corrected(committed_cast, at_browser):
    cast = committed_cast
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl, in_danger=True)
    worker = at_browser(cast.lead_social_worker, PHONE)
    worker.opens(f"/inbox/{concern.reference}/")
    worker.page.get_by_role("radio", name="Close it: no further action").check()
    worker.page.get_by_label("Your reasons").fill("Both families were seen.")
    worker.page.get_by_label("Your reply to the school").fill("Everything is done.")
    worker.clicks("button", "Decide and send")
    worker.sees("Waits for a second person.")

    head = at_browser(cast.head_of_service, PHONE)
    head.opens(concern.get_absolute_url())
    head.clicks("link", "Read it and sign")
    head.sees("Both families were seen.")
    head.clicks("button", "Sign and send the reply")
    assert Triage.objects.get().signed_by == cast.head_of_service

    worker.opens(f"/inbox/{concern.reference}/")
    worker.clicks("link", "Correct this decision")
    worker.page.get_by_role("radio", name="Refer to the front door (MASH)").check()
    worker.page.get_by_label("Why do you correct it?").fill("He was threatened again.")
    worker.page.get_by_label("Your reply to the school").fill("I refer it to the front door today.")
    worker.clicks("button", "Correct and send")
    worker.sees("Earlier decision, corrected")
    worker.clicks("link", "Write a referral to the front door")
    worker.clicks("button", "Begin the referral")
    worker.sees("Still missing")
    worker.page.get_by_label("What is the risk?").fill("They wait for him tonight.")
    worker.clicks("button", "Save", exact=True)
    assert Referral.objects.get().risk == "They wait for him tonight."

    worker.opens(f"/inbox/{concern.reference}/")
    worker.clicks("link", "withdraw it and look again")
    worker.page.get_by_label("Why do you withdraw it?").fill("The front door has it already.")
    worker.page.get_by_label("What is the school to know?").fill("I look at it again.")
    worker.clicks("button", "Withdraw it")
    worker.sees("is open again")
    assert Concern.objects.get().is_open

    dsl = at_browser(cast.dsl, PHONE)
    dsl.opens(concern.get_absolute_url())
    dsl.sees("I look at it again.")


def test_the_authority_words_a_reply(committed_cast, at_browser):
    admin = at_browser(committed_cast.administrator, PHONE)
    admin.opens("/concerns/replies/")
    admin.clicks("link", "Advise the school")
    text = admin.page.get_by_label("Text", exact=True)
    text.fill("Dear {to},\n\nAbout {reference}: [what to do].\n\n{sender}")
    admin.clicks("button", "Preview")
    admin.sees("About C-7K3Q9")
    admin.clicks("button", "Save as a new edition")
    admin.sees("Edition 1")

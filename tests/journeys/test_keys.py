"""A link worker works the queue by single keys, which keep out of the way while somebody types."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from exclusions.concerns.models import Concern
from tests.factories import ConcernFactory
from tests.journeys.conftest import DESK, JOURNEY

pytestmark = JOURNEY


def test_the_queue_by_keyboard(committed_cast, at_browser):
    cast = committed_cast
    first = ConcernFactory(school=cast.own, in_danger=True)
    second = ConcernFactory(school=cast.own, raised_at=timezone.now() - timedelta(minutes=5))
    worker = at_browser(cast.lead_social_worker, DESK)
    page, keys = worker.page, worker.page.keyboard

    worker.opens("/inbox/")
    for key, lands_on in (("j", first), ("j", second), ("j", second), ("k", first)):
        keys.press(key)
        expect(page.locator(":focus")).to_have_text(lands_on.reference)

    # The help: a dialog with a name, in which the other keys rest, and which gives the focus back.
    keys.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog).to_be_visible()
    worker.reads()
    keys.press("n")
    expect(help_dialog).to_be_visible()
    keys.press("Escape")
    expect(page.locator(":focus")).to_have_text(first.reference)

    keys.press("o")
    page.wait_for_url(f"**/inbox/{first.reference}/")
    worker.reads()
    reply = page.get_by_label("Your reasons")
    reply.focus()
    keys.type("cancel, next? ok")
    expect(reply).to_have_value("cancel, next? ok")
    assert Concern.objects.get(pk=first.pk).taken_by is None

    reply.blur()
    keys.press("c")
    worker.sees(f"{first.reference} is yours.")
    keys.press("n")
    page.wait_for_url(f"**/inbox/{second.reference}/")

    # Switched off, they stay off on this device; the button still shows the help.
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these keys on this device").uncheck()
    page.get_by_role("button", name="Close", exact=True).click()
    worker.opens("/inbox/")
    keys.press("j")
    expect(page.locator("#results a:focus")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/inbox/$"))
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these keys on this device").check()
    page.get_by_role("button", name="Close", exact=True).click()
    keys.press("j")
    keys.press("j")
    keys.press("c")
    worker.sees(f"{second.reference} is yours.")

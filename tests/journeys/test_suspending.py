"""Recording a suspension on a small phone: how many screens, what is shown on the way, by keyboard too."""

import re
from datetime import date

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exclusions.measures.models import MeasureDraft
from exclusions.suspensions.models import Suspension, SuspensionDraft
from schools.calendars.models import Closure, Term
from schools.calendars.services import add_school_days, forget_calendars
from tests.factories import EnrolmentFactory, PupilFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY
MOST_SCREENS = 6
WORDS = "Hit another pupil in the dinner queue."


def sam(cast):
    """Sam, and a school year whose next school day but one is an INSET day."""
    EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan"))
    year = timezone.localdate().year
    Term.objects.create(name="All year", starts_on=date(year - 1, 8, 1), ends_on=date(year + 1, 7, 31))
    first = add_school_days(timezone.localdate(), 1, cast.own.pk).on
    inset = add_school_days(first, 1, cast.own.pk).on
    Closure.objects.create(on=inset, reason="INSET", school=cast.own)
    forget_calendars()
    last = add_school_days(inset, 1, cast.own.pk).on
    return first, last


def types_day(page, name, day):
    for n, part in enumerate((day.day, day.month, day.year)):
        page.locator(f"#id_{name}_{n}").fill(str(part))


def answers(page):
    page.get_by_label("Physical assault against a pupil").check()
    page.get_by_label("What happened?").fill(WORDS)
    page.locator("input[name=heard][value=yes]").check()
    page.get_by_label("What the pupil said").fill("He hit me first.")
    page.locator("input[name=misses_test][value=no]").check()
    page.locator("input[name=parents_told][value=no]").check()


def begins(visitor):
    visitor.clicks("link", "Suspensions", exact=True)
    visitor.clicks("button", "Record a suspension or permanent exclusion")
    visitor.page.get_by_label("Who is it about").fill("Sam Rowan")
    visitor.clicks("button", "Find the pupil")
    visitor.clicks("button", "Choose Sam Rowan")


def test_two_days_on_a_phone(committed_cast, at_browser):
    first, last = sam(committed_cast)
    head = at_browser(committed_cast.headteacher, PHONE)
    before = len(head.pages_read)
    head.page.get_by_role("button", name="Menu").click()
    begins(head)
    page = head.page
    types_day(page, "first", first)
    page.get_by_label("How many school days?").fill("2")

    days = page.locator("#days")
    expect(days.get_by_text("The days: 2 days")).to_be_visible(timeout=10_000)
    expect(days.get_by_text("no school. INSET.")).to_be_visible()
    expect(days).to_contain_text("2 days of the 45 that the law allows")
    answers(page)
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible(timeout=15_000)
    head.clicks("button", "Check and record")
    head.clicks("button", "Record it")

    suspension = Suspension.objects.get()
    assert suspension.days == {first.isoformat(): "day", last.isoformat(): "day"}
    assert suspension.what_happened == WORDS
    head.sees(suspension.reference)
    head.sees("What must happen next")
    head.clicks("link", "See the record")
    screens = {path.split("?")[0] for path in head.pages_read[before:]}
    assert len(screens) <= MOST_SCREENS + 1  # the record itself is one more, and not needed
    writes_a_direction_and_comes_back(head, suspension)


def writes_a_direction_and_comes_back(head, suspension):
    """A measure is saved as it is typed, and says so where another device has saved since."""
    about = ["directions", suspension.pupil.reference, suspension.school.urn]
    head.opens(reverse("measures:new", args=about))
    where = head.page.get_by_label("Where will the pupil be?")
    where.fill("Riverside")
    expect(head.page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible(timeout=15_000)
    head.opens(reverse("measures:new", args=about))
    expect(where).to_have_value("Riverside")
    MeasureDraft.objects.update(version=2, content={"host": "Harbour House"})
    where.fill("Riverside Centre")
    expect(head.page.get_by_text("Not saved yet: this draft was changed")).to_be_visible(timeout=15_000)
    head.clicks("button", "Show the other version")
    expect(where).to_have_value("Harbour House")


def test_what_is_missing_is_named_and_nothing_typed_is_lost(committed_cast, at_browser):
    first, _ = sam(committed_cast)
    head = at_browser(committed_cast.headteacher, PHONE)
    head.page.get_by_role("button", name="Menu").click()
    begins(head)
    page = head.page
    types_day(page, "first", first)
    page.get_by_label("What happened?").fill(WORDS)

    head.clicks("button", "Check and record")

    head.sees("There is a problem")
    page.get_by_role("link", name="Enter how many school days").click()
    expect(page.get_by_label("How many school days?")).to_be_focused()
    page.keyboard.type("1")
    answers(page)
    assert page.get_by_label("What happened?").input_value() == WORDS
    head.clicks("button", "Check and record")
    head.clicks("button", "Record it")
    assert Suspension.objects.get().sessions == 2


def test_without_scripts_the_days_are_a_button_away(
    committed_cast, browser, browser_context_args, live_server
):
    first, _ = sam(committed_cast)
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Email address").fill(committed_cast.dsl.email)
    page.get_by_label("Password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{live_server.url}/suspensions/new/")
    page.get_by_label("Who is it about").fill("Sam Rowan")
    page.get_by_role("button", name="Find the pupil").click()
    page.get_by_role("button", name="Choose Sam Rowan").click()
    types_day(page, "first", first)
    page.get_by_label("How many school days?").fill("2")
    page.get_by_role("button", name="Show the days and totals").click()

    expect(page.get_by_text("The days: 2 days")).to_be_visible()
    assert SuspensionDraft.objects.get().content["length"] == "2"
    context.close()

"""A young person opens the plan they started with their worker, on their own phone, and makes it theirs."""

from datetime import timedelta

from django.utils import timezone

from exclusions.ownplans.models import OwnPlan
from exclusions.protocol.services import ship_default_protocol
from tests.factories import CaseFactory
from tests.journeys.conftest import JOURNEY, PHONE, Visitor

pytestmark = JOURNEY


class Phone(Visitor):
    """A visitor without an account."""

    @classmethod
    def of_somebody(cls, browser, browser_context_args, address: str) -> "Phone":
        context = browser.new_context(**{**browser_context_args, "viewport": PHONE})
        return cls(context.new_page(), address)


def test_a_young_person_opens_and_edits_their_plan(
    committed_cast, at_browser, browser, browser_context_args, live_server
):
    ship_default_protocol()
    cast = committed_cast
    case = CaseFactory(school=cast.own)

    worker = at_browser(cast.lead_social_worker, PHONE)
    worker.opens(f"{case.get_absolute_url()}own_plan/")
    worker.clicks("button", "Start it with them")
    worker.clicks("button", "Write in it together")
    worker.page.get_by_label("What do you want people to know").fill("I want to do catering.")
    worker.clicks("button", "Save and go on")
    plan = OwnPlan.objects.get(case=case)
    worker.opens(f"{plan.get_absolute_url()}link/")
    worker.clicks("button", "Make the link")
    told = worker.page.locator(".govuk-summary-list__value")
    link, code = told.nth(0).inner_text().strip(), told.nth(1).inner_text().strip()

    phone = Phone.of_somebody(browser, browser_context_args, live_server.url)
    phone.opens(link.removeprefix(live_server.url))
    phone.page.get_by_label("Your code").fill(code)
    phone.clicks("button", "Open")
    phone.sees("I want to do catering.")
    phone.clicks("button", "Write in my plan")
    phone.page.get_by_label("What are you good at").fill("Cooking for my nan.")
    phone.sees("Saved")
    phone.clicks("button", "Save and go on")
    phone.clicks("link", "Back to the plan")
    phone.opens(f"{phone.pages_read[-1]}places/")
    first = phone.page.get_by_role("group", name="Place 1")
    first.get_by_label("Which place is it?").fill("Bus stop")
    first.get_by_label("How does it feel?").select_option("unsafe")
    phone.clicks("button", "Save and go on")
    phone.clicks("link", "Back to the plan")
    phone.sees("Bus stop")
    phone.clicks("button", "I’m done for now")

    worker.opens(case.get_absolute_url())
    worker.sees("I want to do catering.")
    kept = plan.versions.order_by("number").values_list("number", "written_by")
    assert list(kept) == [(1, cast.lead_social_worker.pk), (2, None)]
    assert plan.keys.get().expires_on > timezone.localdate() + timedelta(days=30)

"""A case from the concern to its end: a head considered permanent exclusion, and the child stays."""

from django.utils import timezone

from exclusions.outcomes.averted import verdict_on
from exclusions.outcomes.enums import Averted
from exclusions.plans.models import Action
from exclusions.protocol.models import Case
from tests.factories import ConcernFactory
from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY
WORDS = "I want to stay with my friends."
OUTCOME = "AVERTED_SAME"


def writes_day(visitor, name: str) -> None:
    today = timezone.localdate()
    for box, part in enumerate((today.day, today.month, today.year)):
        visitor.page.locator(f"[name={name}_{box}]").fill(str(part))


def records(visitor, case: Case, leads_to: str) -> Case:
    """Record the stage a case is in as its form asks, and say what happens next."""
    visitor.opens(f"{case.get_absolute_url()}record/")
    page = visitor.page
    for asked in case.stage.record:
        name = f"r_{asked['name']}"
        match asked["kind"]:
            case "text":
                page.locator(f"[name={name}]").fill(WORDS)
            case "date":
                writes_day(visitor, name)
            case "yes_no":
                page.locator(f"[name={name}][value=yes]").check()
            case _:
                value = OUTCOME if asked["choices"] == "outcomes" else asked["choices"][0][0]
                box = page.locator(f"select[name={name}]")
                if box.count():
                    box.select_option(value)
                else:
                    page.locator(f"[name={name}][value={value}]").check()
    page.locator(f"[name=next_stage][value={leads_to}]").check()
    page.locator("form button[type=submit].govuk-button").last.click()
    visitor.page.wait_for_load_state()
    visitor.reads()
    return Case.objects.select_related("stage").get(pk=case.pk)


def test_a_child_at_risk_of_exclusion_stays(committed_cast, at_browser):
    cast = committed_cast
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    worker = at_browser(cast.lead_social_worker)
    page = worker.page

    worker.opens(f"/inbox/{concern.reference}/")
    page.get_by_label("Open a No Need to Exclude case").check()
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("Which services know the child?").fill("None yet.")
    page.get_by_label("Your reasons").fill("The head considers permanent exclusion.")
    page.get_by_label("Your reply to the school").fill("We will meet within five school days.")
    worker.clicks("button", "Decide")
    case = Case.objects.select_related("stage").get()
    worker.opens(case.get_absolute_url())
    page.get_by_text("The head is considering permanent exclusion").first.click()
    worker.clicks("button", "Note this")
    worker.sees("Head is considering permanent exclusion")

    case = records(worker, case, "plan")
    worker.opens(f"/plans/{case.reference}/")
    worker.clicks("button", "Agree an action")
    page.get_by_label("For which need?").fill("Somebody to go to")
    page.get_by_label("What will be done?").fill("Mr Bell meets him every day at noon")
    page.get_by_label("Which agency takes it on?").select_option("school")
    writes_day(worker, "due_on")
    worker.clicks("button", "Put it into the plan")
    worker.sees("Mr Bell meets him every day at noon")
    case = records(worker, case, "review")
    worker.opens("/cases/work/?whose=")
    worker.sees("Mr Bell meets him every day at noon")

    case = records(worker, case, "outcome")
    case = records(worker, case, "closed")

    assert not case.is_open
    assert (case.outcome.code, Action.objects.count()) == (OUTCOME, 1)
    # Averted is known twelve school weeks later: until then nobody claims it.
    assert verdict_on(case).state == Averted.PENDING
    head = at_browser(cast.headteacher)
    head.opens(f"/outcomes/of/{case.reference}/")
    head.sees(verdict_on(case).reason[:40])

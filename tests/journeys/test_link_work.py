"""A head of service gives a vacant school away; its new link worker writes the first contact down."""

from linkworkers.diary.models import DiaryEntry
from portal.accounts.enums import Role
from schools.links.models import Link
from tests.factories import LinkFactory, SchoolFactory, UserFactory
from tests.journeys.conftest import DESK, JOURNEY, PHONE

pytestmark = JOURNEY


def test_a_vacant_school_gets_a_lead_who_is_in_touch_with_it(committed_cast, at_browser):
    cast = committed_cast
    vacant = SchoolFactory(name="Vacant Green School")
    LinkFactory(user=cast.head_of_service, school=vacant, capacity=Role.HEAD_OF_SERVICE)
    newcomer = UserFactory(name="Nila Newcomer")
    LinkFactory(user=newcomer, school=cast.own, capacity=Role.DEPUTY_SOCIAL_WORKER)

    head = at_browser(cast.head_of_service, DESK)
    head.opens("/allocation/?state=none")
    head.sees("Vacant Green School")
    head.clicks("link", "Give somebody schools")
    people = head.page.get_by_role("search", name="People")
    people.get_by_label("Name or email address").fill("Nila")
    people.get_by_role("button", name="Search").click()
    head.page.wait_for_url("**/assign/?q=Nila")
    head.reads()
    head.clicks("link", "Nila Newcomer")
    head.page.get_by_label("In which capacity").select_option(label="Lead social worker")
    head.page.get_by_label("Vacant Green School").check()
    head.clicks("button", "Check", exact=True)
    head.sees("Nobody does this now")
    head.clicks("button", "Link to 1 school")
    head.sees("is linked to one school and has been told")

    lead = Link.objects.get(school=vacant, capacity=Role.LEAD_SOCIAL_WORKER)
    assert lead.user == newcomer
    head.opens("/allocation/?contact=none")
    head.sees("Vacant Green School")

    worker = at_browser(newcomer, PHONE)
    worker.opens("/diary/not-seen/")
    worker.clicks("link", "Add to the diary of Vacant Green School")
    worker.page.get_by_label("Visit", exact=True).check()
    worker.page.get_by_label("What was it about?").fill(
        "A first visit. How the school wants to work with us."
    )
    worker.clicks("button", "Add to the diary")
    worker.sees("Nobody by name: anonymous")

    assert DiaryEntry.objects.get(school=vacant).worker == newcomer
    head.opens("/allocation/?contact=none")
    assert head.page.locator("#results").get_by_text("Vacant Green School").count() == 0

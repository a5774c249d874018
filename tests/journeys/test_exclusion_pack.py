"""A case that ends in a permanent exclusion: evidence, record, outcome, pack, debrief."""

from datetime import date

from django.utils import timezone

from exclusions.outcomes.averted import verdict_on
from exclusions.outcomes.enums import Averted
from exclusions.outcomes.models import Debrief, EvidenceAnswer
from exclusions.protocol.models import Case
from exclusions.protocol.services import mark_head_considering, ship_default_protocol
from exclusions.suspensions.models import Suspension
from portal.audit.models import Event
from schools.calendars.models import Term
from schools.calendars.services import forget_calendars
from tests.factories import CaseFactory, EnrolmentFactory, PupilFactory
from tests.journeys.conftest import JOURNEY, PHONE

pytestmark = JOURNEY


def types_day(page, name, day):
    for n, part in enumerate((day.day, day.month, day.year)):
        page.locator(f"#id_{name}_{n}").fill(str(part))


def begun(cast) -> Case:
    ship_default_protocol()
    year = timezone.localdate().year
    Term.objects.create(name="All year", starts_on=date(year - 1, 8, 1), ends_on=date(year + 1, 7, 31))
    forget_calendars()
    pupil = EnrolmentFactory(school=cast.own, pupil=PupilFactory(forename="Sam", surname="Rowan")).pupil
    case = CaseFactory(school=cast.own, pupil=pupil)
    mark_head_considering(case=case, by=cast.lead_social_worker)
    return case


def shows_evidence(head, case):
    """On a phone: one item done, one that is not."""
    head.opens(case.get_absolute_url())
    head.clicks("link", "Evidence", exact=True)
    head.sees("This list is advice")
    head.clicks("link", "Behaviour log and chronology")
    head.page.get_by_label("Done", exact=True).check()
    head.page.get_by_label("What was done and what did it change").fill("Kept every day since September.")
    types_day(head.page, "on", timezone.localdate())
    head.clicks("button", "Save", exact=True)
    head.sees("1 done, 0 not applicable, 0 not done, 17 not answered yet")
    head.clicks("link", "A managed move was explored")
    head.page.get_by_label("Not done").check()
    head.clicks("button", "Save", exact=True)
    head.sees("There is a problem")
    head.page.get_by_label("What was done and what did it change").fill("No school near home had a place.")
    head.clicks("button", "Save", exact=True)
    head.sees("No school near home had a place.")


def records_the_exclusion(head):
    head.opens("/suspensions/new/")
    head.page.get_by_label("Who is it about").fill("Sam Rowan")
    head.clicks("button", "Find the pupil")
    head.clicks("button", "Choose Sam Rowan")
    page = head.page
    page.get_by_label("Permanent exclusion").first.check()
    types_day(page, "first", timezone.localdate())
    page.get_by_label("Physical assault against a pupil").check()
    page.get_by_label("What happened?").fill("Hit another pupil with a chair.")
    page.locator("input[name=heard][value=yes]").check()
    page.get_by_label("What the pupil said").fill("I was scared.")
    page.locator("input[name=misses_test][value=no]").check()
    page.locator("input[name=parents_told][value=no]").check()
    head.clicks("button", "Check and record")
    head.clicks("button", "Record it")


def decides(officer, case):
    officer.opens(case.get_absolute_url())
    officer.clicks("link", "Outcome", exact=True)
    officer.clicks("link", "Write the decision")
    page = officer.page
    page.get_by_label("What does the child say?").fill("I want to go to my own school.")
    page.locator("#id_how_move").select_option("not_chosen")
    page.locator("#id_why_move").fill("No school near home had a place.")
    page.locator("#id_how_exclusion").select_option("chosen")
    page.locator("#id_outcome").select_option("PEX_ISSUED")
    page.get_by_label("Where will the child learn?").fill("The pupil referral unit")
    officer.clicks("button", "Save the decision")
    officer.sees("Permanently excluded from")
    officer.opens(f"{case.get_absolute_url()}close/")
    assert page.get_by_label("Permanently excluded", exact=True).is_checked()
    page.get_by_label("Why is it closed now?").fill("The head excluded permanently.")
    officer.clicks("button", "Close the case")


def takes_the_pack(head, case):
    head.opens(case.get_absolute_url())
    head.clicks("link", "Outcome", exact=True)
    head.clicks("link", "Make the pack")
    head.page.get_by_label("The governing board").check()
    head.page.get_by_label("What is it for?").fill("Meeting of the governing board")
    # The first PDF of a process loads what makes it: longer than a page may take.
    with head.page.expect_download(timeout=120_000) as coming:
        head.page.get_by_role("button", name="Make the PDF").click(no_wait_after=True)
    made = coming.value
    assert made.suggested_filename == f"{case.reference}-pack.pdf"
    assert made.path().read_bytes()[:5] == b"%PDF-"


def test_a_case_ends_in_a_permanent_exclusion(committed_cast, at_browser):
    cast = committed_cast
    case = begun(cast)
    head, officer = at_browser(cast.headteacher, PHONE), at_browser(cast.inclusion_officer)

    shows_evidence(head, case)
    records_the_exclusion(head)
    decides(officer, case)
    takes_the_pack(head, case)
    officer.opens(case.get_absolute_url())
    officer.clicks("link", "Outcome", exact=True)
    officer.sees("Check after 20 school days")
    officer.clicks("link", "Write the debrief")
    types_day(officer.page, "held_on", timezone.localdate())
    officer.page.get_by_label("Who took part?").fill("Ms Doe, head of year; the link social worker")
    officer.page.get_by_label("What was learnt?").fill("Nobody knew that he had moved house.")
    officer.page.get_by_label("The child or the family were not heard").check()
    officer.clicks("button", "Save the debrief")
    officer.sees("Nobody knew that he had moved house.")
    officer.opens("/board/learning/")
    officer.sees("The child or the family were not heard")

    assert sorted(EvidenceAnswer.objects.values_list("code", "state")) == [
        ("log", "done"), ("managed_move", "not_done"),
    ]  # fmt: skip
    assert Suspension.objects.get().kind == "PERM"
    closed = Case.objects.select_related("pupil", "outcome").get(pk=case.pk)
    assert (closed.state, verdict_on(closed).state) == ("closed", Averted.EXCLUDED)
    assert Event.objects.get(verb="case.pack").reason == "Meeting of the governing board"
    assert Debrief.objects.get().themes == ["voice"]

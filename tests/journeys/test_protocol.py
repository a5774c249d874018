"""The authority publishes the next version of its protocol while a case runs on the one before."""

from exclusions.protocol import services
from exclusions.protocol.models import Case, ProtocolVersion
from tests.factories import CaseFactory, EnrolmentFactory
from tests.journeys.conftest import DESK, JOURNEY, PHONE

pytestmark = JOURNEY


def test_an_officer_publishes_version_two_while_a_case_runs_on_version_one(committed_cast, at_browser):
    cast = committed_cast
    services.ship_default_protocol()
    running = CaseFactory(school=cast.own)
    pupil = EnrolmentFactory(school=cast.own).pupil

    officer = at_browser(cast.inclusion_officer, DESK)
    officer.opens("/cases/protocol/")
    officer.clicks("link", "Versions, and writing the next one")
    officer.clicks("button", "Write the next version")
    officer.clicks("link", "Change Alert")
    officer.page.get_by_label("Name", exact=True).fill("Call for help")
    officer.clicks("button", "Save in the draft")
    officer.clicks("link", "What it changes")
    officer.sees("the name was “Alert”, is “Call for help”.")
    officer.page.go_back()
    officer.clicks("button", "Check and publish")
    officer.page.get_by_label("Name of the version").fill("Our protocol")
    officer.page.get_by_label("Why is it published?").fill("Schools asked for plainer words.")
    officer.clicks("button", "Publish")
    officer.sees("Version 2 is published.")
    officer.page.get_by_role("rowheader", name="0 Call for help").wait_for()

    lead = at_browser(cast.dsl, PHONE)
    lead.opens(f"/cases/alert/{pupil.reference}/{cast.own.urn}/")
    lead.page.get_by_label("Why are you asking for help now?").fill("Sent out every day.")
    lead.page.get_by_label("What does the child say?").fill("I want to stay.")
    lead.page.get_by_label("What do the parents or carers say?").fill("Worried.")
    lead.page.get_by_label("They know and agree").check()
    lead.clicks("button", "Send")
    lead.sees("0 Call for help")
    lead.opens(running.get_absolute_url())
    lead.sees("0 Alert")

    newest = ProtocolVersion.objects.newest()
    assert Case.objects.exclude(pk=running.pk).get().version == newest
    assert (newest.number, Case.objects.get(pk=running.pk).version.number) == (2, 1)

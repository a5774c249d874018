"""The pages of risk: what is typed is kept, what is shown is written down, and lists cost the same."""

import pytest

from exclusions.risk.enums import Harm, Level
from exclusions.risk.models import AlertConcern, RiskView, WarningNote
from portal.audit.models import Event
from tests.factories import (
    AlertFactory,
    ConcernFactory,
    EnrolmentFactory,
    RiskViewFactory,
    WarningNoteFactory,
)


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


GOOD = {"level": "3", "factors": ["absent"], "strengths": ["friends"], "rationale": "Out of class all week."}


def test_a_judgement_is_recorded_once_and_stands_on_the_pupils_page(cast, as_person, pupil):
    client, address = as_person("dsl"), f"/risk/pupils/{pupil.reference}/exclusion/"
    data = {**GOOD, "once_token": "one"}

    pages = [client.post(address, data, follow=True) for _ in range(2)]

    assert RiskView.objects.count() == 1
    assert all(page.redirect_chain[-1][0] == f"/pupils/{pupil.reference}/risk/" for page in pages)
    assert "Out of class all week." in pages[0].text
    assert "Often absent or late" in pages[0].text


def test_a_mistake_is_named_and_what_was_typed_stays(as_person, pupil):
    page = as_person("dsl").post(
        f"/risk/pupils/{pupil.reference}/outside-home/",
        {"rationale": "Seen with older boys.", "review_on_0": "1", "review_on_1": "1", "review_on_2": "2020"},
    )

    assert page.status_code == 200
    for words in ("Choose a level", "Enter a day after today", "Seen with older boys."):
        assert words in page.text


def test_the_last_judgement_stands_beside_the_new_one(cast, as_person, pupil):
    RiskViewFactory(pupil=pupil, school=cast.own, rationale="Settled since Easter.", factors=["absent"])

    page = as_person("lead_social_worker").get(f"/risk/pupils/{pupil.reference}/exclusion/")

    assert "Settled since Easter." in page.text
    assert page.context["form"].initial["factors"] == ["absent"]


def test_a_warning_stands_on_the_pupils_and_the_concerns_page_and_is_ended(cast, as_person, pupil):
    client = as_person("dsl")
    data = {"text": "Ring the aunt.", "review_on_0": "1", "review_on_1": "9", "review_on_2": "2040"}
    page = client.post(f"/risk/pupils/{pupil.reference}/warning/", data, follow=True)
    assert "Ring the aunt." in page.text
    concern = ConcernFactory(school=cast.own, pupil=pupil)
    assert "Ring the aunt." in client.get(concern.get_absolute_url()).text

    note = WarningNote.objects.get()
    empty = client.post(f"/risk/warnings/{note.reference}/", {"end-because": ""})
    assert "Write why the note no longer holds" in empty.text
    client.post(f"/risk/warnings/{note.reference}/", {"end-because": "New number."})

    assert "Ring the aunt." not in client.get(concern.get_absolute_url()).text


def test_a_warning_of_another_school_is_not_shown_here(cast, as_person, pupil):
    EnrolmentFactory(school=cast.other, pupil=pupil)
    WarningNoteFactory(pupil=pupil, school=cast.other, text="Only for the other school.")

    assert "Only for the other school." not in as_person("dsl").get(f"/pupils/{pupil.reference}/risk/").text
    assert "Only for the other school." in as_person("other_dsl").get(f"/pupils/{pupil.reference}/risk/").text


def test_an_alert_shows_its_reasons_and_only_concerns_the_reader_may_see(cast, as_person, pupil):
    mine, hidden = ConcernFactory(school=cast.own, pupil=pupil), ConcernFactory(school=cast.other)
    alert = AlertFactory(school=cast.own, pupil=pupil)
    for concern in (mine, hidden):
        AlertConcern.objects.create(alert=alert, concern=concern)

    page = as_person("headteacher").get(alert.get_absolute_url())

    assert mine.get_absolute_url() in page.text
    assert hidden.get_absolute_url() not in page.text
    assert "Settle this alert" not in page.text
    assert Event.objects.filter(verb="alert.view").count() == 1


def test_an_alert_is_settled_on_its_page(cast, as_person):
    alert = AlertFactory(school=cast.own)
    client = as_person("dsl")
    assert "Choose what you do about it" in client.post(alert.get_absolute_url(), {"because": "Kept."}).text

    page = client.post(alert.get_absolute_url(), {"verb": "act", "because": "Case opened."}, follow=True)

    assert "Case opened." in page.text
    assert "Settle this alert" not in page.text


def test_the_register_shows_the_latest_the_gravest_first(cast, as_person, pupil):
    RiskViewFactory(pupil=pupil, school=cast.own, level=Level.IMMEDIATE)
    now = RiskViewFactory(pupil=pupil, school=cast.own, level=Level.LOW)
    high = RiskViewFactory(school=cast.own, level=Level.HIGH, harm=Harm.OUTSIDE_HOME)
    RiskViewFactory(school=cast.other, level=Level.HIGH)

    page = as_person("head_of_service").get("/risk/")

    assert [row.record for row in page.context["table"].page.object_list] == [high, now]


@pytest.mark.parametrize("address", ["/risk/", "/risk/alerts/", "pupil"])
def test_lists_cost_the_same_for_one_row_and_for_three(
    cast, as_person, pupil, address, django_assert_max_num_queries
):
    client = as_person("dsl")
    address = f"/pupils/{pupil.reference}/risk/" if address == "pupil" else address

    def asked() -> int:
        client.get(address)
        with django_assert_max_num_queries(100) as queries:
            client.get(address)
        return len(queries)

    def add():
        RiskViewFactory(pupil=pupil, school=cast.own)
        RiskViewFactory(school=cast.own)
        WarningNoteFactory(pupil=pupil, school=cast.own)
        AlertFactory(school=cast.own)

    add()
    before = asked()
    for _ in range(2):
        add()
    assert asked() == before


def test_rules_are_set_on_their_page(cast, as_person):
    client = as_person("administrator")
    assert "Enter a whole number" in client.post("/risk/rules/missing/", {"days": "x", "seen": "1"}).text

    page = client.post(
        "/risk/rules/missing/", {"is_on": "on", "days": "30", "at_least": "2", "seen": "1"}, follow=True
    )

    assert "2 or more concerns of this kind within 30 days" in page.text

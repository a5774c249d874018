"""What a page shows, to whom, and what it costs."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.enums import Role
from resources.guidance.models import GuidancePage, GuidanceSection
from tests.factories import LinkFactory, SchoolFactory
from tests.factories.guidance import DocumentFactory, GuidancePageFactory, SectionFactory, TopicFactory

CONTACT = [("contact", {"introduction": "Call early."})]


def test_contact_block_shows_the_readers_own_link_worker(cast, as_person):
    page = GuidancePageFactory(body=CONTACT)
    content = as_person("dsl").get(page.url).content.decode()

    assert "Lead Social Worker" in content
    assert "Lead social worker, Northgate High School" in content
    assert "Other Social Worker" not in content
    assert "Other Social Worker" in as_person("other_dsl").get(page.url).content.decode()


@pytest.mark.parametrize("person", ["lead_social_worker", "inclusion_officer", "nobody", "content_editor"])
def test_contact_block_for_people_without_a_school(person, as_person):
    page = GuidancePageFactory(body=CONTACT)

    content = as_person(person).get(page.url).content.decode()

    assert "People who work in a school see their own link social worker here." in content
    assert "020 7946 0123" not in content


def test_contact_block_for_anonymous_people_names_nobody(cast):
    page = GuidancePageFactory(public=True, body=CONTACT)

    content = Client().get(page.url).content.decode()

    assert "to see who your school’s link social worker is" in content
    assert "Lead Social Worker" not in content


def test_contact_block_says_when_nobody_is_named(as_person, cast):
    cast.own.links.filter(capacity=Role.LEAD_SOCIAL_WORKER).update(
        ends_on=timezone.localdate() - timedelta(1)
    )
    page = GuidancePageFactory(body=CONTACT)

    content = as_person("dsl").get(page.url).content.decode()

    assert "Nobody is named as lead social worker of your school" in content


def test_every_block_is_shown(as_person):
    page = GuidancePageFactory(
        topics=[TopicFactory(name="Violence", slug="violence")],
        what_changed="New steps.",
        changed_on=date(2026, 11, 2),
        reviewed_on=date(2026, 11, 3),
        body=[
            ("steps", {"title": "What to do first", "steps": ["<p>Breathe.</p>"]}),
            ("heading", "Why"),
            ("text", "<p>Because <b>it matters</b>.</p>"),
            ("callout", {"kind": "warning", "text": "<p>Call 999.</p>"}),
            ("callout", {"kind": "note", "text": "<p>Keep this.</p>"}),
            ("details", {"title": "More", "text": "<p>Background.</p>"}),
        ],
    )

    content = as_person("dsl").get(page.url).content.decode()

    for words in (
        "What to do first", "Breathe.", "Why", "<b>it matters</b>", "Call 999.", "Keep this.", "More",
        "Background.", "What changed, 2 November 2026:", "New steps.", "Reviewed 3 November 2026",
        "Kept by Inclusion team", "?topic=violence",
    ):  # fmt: skip
        assert words in content, words


def test_only_editors_see_that_a_review_is_overdue(editor, as_person):
    page = GuidancePageFactory(review_on=timezone.localdate() - timedelta(days=1))

    assert "Review was due" in as_person("content_editor").get(page.url).content.decode()
    assert "Review was due" not in as_person("dsl").get(page.url).content.decode()
    assert "Edit this page" not in as_person("dsl").get(page.url).content.decode()


def test_review_is_overdue_from_the_day_after(db):
    today = timezone.localdate()
    yesterday = GuidancePageFactory(review_on=today - timedelta(days=1))
    due = GuidancePageFactory(review_on=today)
    GuidancePageFactory(review_on=today - timedelta(days=1), live=False)

    assert list(GuidancePage.objects.review_due(today)) == [yesterday]
    assert [yesterday.review_overdue, due.review_overdue] == [True, False]


def test_note_of_change_needs_its_date(db):
    page = GuidancePageFactory()
    page.what_changed = "New."
    with pytest.raises(ValidationError, match="Say when it changed"):
        page.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidancePage.objects.filter(pk=page.pk).update(what_changed="New.")


@pytest.mark.parametrize("slug", ["search", "changes"])
def test_section_may_not_take_an_address_of_the_portal(db, slug):
    section = GuidanceSection(title="Search", slug=slug)
    with pytest.raises(ValidationError, match="is taken by the portal"):
        section.clean()


def test_reading_pages_takes_no_posts(as_person):
    page = GuidancePageFactory(public=True)

    assert as_person("dsl").post(page.url).status_code == 405
    assert as_person("dsl").post("/guidance/").status_code == 405
    assert as_person("dsl").post("/guidance/search/").status_code == 405


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "url", ["/guidance/for-schools/", "/guidance/search/?q=lantern", "/guidance/changes/", "/guidance/"]
)
def test_lists_cost_the_same_for_1_page_and_20(url, as_person):
    section = SectionFactory(title="For schools")

    def add(number):
        GuidancePageFactory(
            parent=section,
            title=f"Lantern {number}",
            topics=[TopicFactory()],
            documents=[DocumentFactory()],
            what_changed="New.",
            changed_on=date(2026, 11, 2),
        )

    client = as_person("dsl")
    add(0)
    for_one = queries(client, url)
    for number in range(1, 20):
        add(number)

    assert queries(client, url) == for_one
    assert for_one <= 18


def test_page_costs_the_same_for_1_school_and_3(cast, as_person):
    page = GuidancePageFactory(body=CONTACT, documents=[DocumentFactory()])
    client = as_person("dsl")
    for_one = queries(client, page.url)
    for _ in range(2):
        school = SchoolFactory()
        LinkFactory(user=cast.dsl, school=school, capacity=Role.DSL)
        LinkFactory(school=school, capacity=Role.LEAD_SOCIAL_WORKER)
    GuidancePageFactory(documents=[DocumentFactory(), DocumentFactory()])

    assert queries(client, page.url) == for_one
    assert len(client.get(page.url).context["link_workers"]) == 3


def test_reading_writes_nothing(as_person):
    page = GuidancePageFactory(documents=[document := DocumentFactory()])
    client = as_person("dsl")
    for url in (page.url, "/guidance/", "/guidance/search/?q=guidance", document.url):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
            b"".join(response.streaming_content if response.streaming else response)
        written = [q["sql"] for q in captured if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert written == [], url

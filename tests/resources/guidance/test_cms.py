"""Wagtail's admin: who gets in, what editors can do, and under which content policy."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from resources.guidance.models import GuidanceDocument, GuidanceHome, GuidancePage, GuidanceSection, Topic
from resources.guidance.tasks import publish_scheduled
from tests.cast import EVERYONE
from tests.factories.guidance import DocumentFactory, GuidancePageFactory, SectionFactory, TopicFactory

STRICT = "script-src 'self';"
CLOSED = [
    "users/", "users/1/", "groups/", "groups/new/", "sites/", "sites/1/", "images/", "images/add/",
    "workflows/list/", "password_reset/", "redirects/",
]  # fmt: skip


def form(**changes):
    """What the page editor sends."""
    topics = changes.pop("topics", [])
    sent = nested_form_data(
        {
            "title": "Lantern",
            "slug": "lantern",
            "summary": "In short.",
            "body": streamfield([("heading", "Why"), ("text", rich_text("<p>Because.</p>"))]),
            "audience": "public",
            "kept_by": "Inclusion team",
            "reviewed_on": "2026-11-23",
            "review_on": "2027-11-23",
            "what_changed": "",
            "changed_on": "",
            "downloads": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "action-publish",
            **changes,
        }
    )
    return {**sent, "topics": topics}


def add_url(section):
    return reverse("wagtailadmin_pages:add", args=["guidance", "guidancepage", section.pk])


def test_anonymous_people_are_sent_to_the_portals_sign_in_page(db):
    for url in ("/cms/", "/cms/pages/", "/cms/sprite/", "/cms/jsi18n/", "/cms/documents/"):
        assert Client().get(url)["Location"] == f"/accounts/login/?next={url}"
    assert Client().get("/cms/login/")["Location"] == "/accounts/login/"
    assert Client().get("/guidance/_util/login/")["Location"] == "/accounts/login/"


def test_wagtails_own_sign_in_pages_take_no_password(cast):
    for url in ("/cms/login/", "/guidance/_util/login/"):
        client = Client()
        client.post(url, {"username": cast.dsl.email, "password": "correct horse battery staple"})
        assert "_auth_user_id" not in client.session


def test_only_the_editor_gets_in(editor, as_person):
    statuses = {person: as_person(person).get("/cms/").status_code for person in EVERYONE}

    assert statuses == {person: 200 if person == "content_editor" else 403 for person in EVERYONE}


def test_group_without_the_role_and_role_without_the_group_do_not_let_in(cast, as_person):
    cast.dsl.groups.add(Group.objects.get(name="content_editor"))

    assert as_person("dsl").get("/cms/").status_code == 403
    assert as_person("content_editor").get("/cms/").status_code == 403


def test_editor_whose_role_has_ended_is_out(editor, as_person):
    editor.role_grants.update(ended_at=timezone.now())

    assert as_person("content_editor").get("/cms/").status_code == 403


@pytest.mark.parametrize("path", CLOSED)
def test_unused_parts_are_not_there(as_editor, path):
    assert as_editor.get(f"/cms/{path}").status_code == 404
    assert as_editor.post(f"/cms/{path}").status_code == 404


def test_unused_parts_are_not_in_the_menu(as_editor):
    content = as_editor.get("/cms/").content.decode()

    assert "/cms/users/" not in content
    assert "/cms/groups/" not in content
    assert "/cms/sites/" not in content
    assert "/cms/images/" not in content


def test_account_and_sign_out_lead_to_the_portal(as_editor):
    assert as_editor.get("/cms/account/", follow=False).status_code == 302
    assert as_editor.get("/cms/logout/").status_code == 405
    assert as_editor.get("/cms/").status_code == 200, "A GET must not sign anyone out."
    assert as_editor.post("/cms/logout/")["Location"] == "/accounts/login/"
    assert as_editor.get("/cms/").status_code == 302


def test_editor_writes_and_publishes_a_page(as_editor):
    section = SectionFactory(title="For schools")
    document = DocumentFactory(is_public=True)
    topic = TopicFactory()

    assert as_editor.get(add_url(section)).status_code == 200
    response = as_editor.post(
        add_url(section),
        form(
            topics=[str(topic.pk)],
            downloads=inline_formset([{"document": document.pk, "label": "The sheet"}]),
        ),
    )

    assert response.status_code == 302, response.content.decode()[:500]
    page = GuidancePage.objects.get()
    assert (page.live, page.url) == (True, "/guidance/for-schools/lantern/")
    assert [str(download) for download in page.downloads.all()] == ["The sheet"]
    assert list(page.topics.all()) == [topic]
    assert Client().get(page.url).status_code == 200


def test_editor_changes_and_withdraws_a_page(as_editor):
    page = GuidancePageFactory(public=True, title="Lantern")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert as_editor.get(edit).status_code == 200
    assert as_editor.post(edit, form(title="Brighter lantern")).status_code == 302
    page.refresh_from_db()
    assert page.title == "Brighter lantern"

    as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert not page.live
    assert Client().get(page.url).status_code == 404


def test_draft_stays_unpublished(as_editor):
    section = SectionFactory()
    draft = {name: value for name, value in form().items() if name != "action-publish"}

    as_editor.post(add_url(section), draft)

    assert GuidancePage.objects.get().live is False


def test_nobody_else_can_write(editor, as_person):
    section = SectionFactory()
    for person in EVERYONE:
        if person == "content_editor":
            continue
        assert as_person(person).post(add_url(section), form()).status_code == 403, person
    assert Client().post(add_url(section), form()).status_code == 302
    assert list(GuidancePage.objects.all()) == []


def test_editor_makes_sections_and_topics_but_no_second_home(as_editor):
    home = GuidanceHome.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["guidance", "guidancesection", home.pk])
    as_editor.post(
        add,
        nested_form_data(
            {
                "title": "Templates",
                "slug": "templates",
                "introduction": "",
                "comments": inline_formset([]),
                "action-publish": "action-publish",
            }
        ),
    )
    as_editor.post(reverse("wagtailsnippets_guidance_topic:add"), {"name": "Online", "slug": "online"})

    assert [section.title for section in GuidanceSection.objects.child_of(home).live()] == ["Templates"]
    assert list(Topic.objects.values_list("name", flat=True)) == ["Online"]
    second = reverse("wagtailadmin_pages:add", args=["guidance", "guidancehome", home.get_parent().pk])
    assert as_editor.post(second, {"title": "Second"}).status_code in (302, 403)
    assert GuidanceHome.objects.count() == 1


def test_schedule_publishes_when_its_time_has_come(as_editor):
    section = SectionFactory(title="For schools")
    soon = timezone.localtime() + timedelta(hours=1)

    as_editor.post(add_url(section), form(go_live_at=soon.strftime("%Y-%m-%d %H:%M")))
    page = GuidancePage.objects.get()
    publish_scheduled()
    page.refresh_from_db()
    assert page.live is False

    with time_machine.travel(soon + timedelta(minutes=1)):
        publish_scheduled()
    page.refresh_from_db()
    assert page.live is True


def test_schedule_withdraws_when_its_time_has_come(db):
    page = GuidancePageFactory(public=True, expire_at=timezone.now() - timedelta(minutes=1))

    publish_scheduled()

    page.refresh_from_db()
    assert page.live is False


def test_reviews_overdue_are_on_the_home_the_report_and_the_list(as_editor):
    section = SectionFactory(title="For schools")
    late = timezone.localdate() - timedelta(days=3)
    GuidancePageFactory(parent=section, title="Old lantern", review_on=late)
    GuidancePageFactory(parent=section, title="New lantern")

    home = as_editor.get("/cms/").content.decode()
    assert "Old lantern" in home
    assert "New lantern" not in home
    report = as_editor.get(reverse("guidance_reviews"))
    assert [page.title for page in report.context["object_list"]] == ["Old lantern", "New lantern"]
    listing = as_editor.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    assert "Old lantern (review was due" in listing
    assert "New lantern (review was due" not in listing


def test_upload_is_checked_by_its_content(as_editor):
    add = reverse("wagtaildocs:add_multiple")
    good = SimpleUploadedFile("sheet.txt", b"Draw here.")
    bad = SimpleUploadedFile("sheet.pdf", b"MZ\x90\x00 not a pdf")
    unknown = SimpleUploadedFile("sheet.exe", b"MZ\x90\x00")

    answers = [
        as_editor.post(add, {"title": "S", "files[]": upload}).json()["success"]
        for upload in (good, bad, unknown)
    ]

    assert answers == [True, False, False]
    assert list(GuidanceDocument.objects.values_list("is_public", flat=True)) == [False]


# --- Content policy ---


def policy(response):
    return {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split("; ")}


def test_policy_is_strict_everywhere_but_in_the_cms(as_editor):
    page = GuidancePageFactory(public=True)

    for url in ("/guidance/", "/guidance/search/", page.url, "/cookies/", "/cmsx/"):
        strict = policy(as_editor.get(url))
        assert (strict["script-src"], strict["style-src"]) == (["'self'"], ["'self'"]), url
        assert strict["frame-ancestors"] == ["'none'"], url


def test_policy_of_the_cms_allows_inline_but_nothing_from_elsewhere(as_editor):
    relaxed = policy(as_editor.get("/cms/"))

    assert relaxed == {
        **policy(Client().get("/guidance/")),
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
    }


def test_refusal_at_the_cms_has_the_strict_policy(as_person):
    assert policy(as_person("dsl").get("/cms/"))["script-src"] == ["'self'"]


def test_preview_may_be_framed_by_the_cms_alone(as_editor):
    page = GuidancePageFactory(public=True)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    as_editor.post(preview, form())

    response = as_editor.get(f"{preview}?in_preview_panel=true&mode=")

    assert response.status_code == 200
    assert "Lantern" in response.content.decode()
    assert policy(response)["frame-ancestors"] == ["'self'"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"

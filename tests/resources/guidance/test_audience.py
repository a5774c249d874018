"""Who may read what: page, lists, search, document."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from resources.guidance.models import GuidanceHome, GuidancePage, GuidanceSection
from resources.guidance.search import find
from tests.cast import EVERYONE
from tests.factories.guidance import DocumentFactory, GuidancePageFactory, SectionFactory, TopicFactory

SIGN_IN = "/accounts/login/?next="


@pytest.fixture
def section(db):
    return SectionFactory(title="For schools")


@pytest.fixture
def public(section):
    return GuidancePageFactory(
        public=True, parent=section, title="Open lantern", what_changed="New.", changed_on="2026-11-02"
    )


@pytest.fixture
def private(section):
    return GuidancePageFactory(
        parent=section, title="Closed lantern", what_changed="New.", changed_on="2026-11-01"
    )


def titles(client, url):
    """The guidance pages that a list shows, in its order."""
    response = client.get(url)
    assert response.status_code == 200
    listed = next(
        response.context[name] for name in ("pages", "found", "changes") if name in response.context
    )
    return [page.title for page in listed]


def downloads(client, document):
    response = client.get(document.url)
    content = b"".join(response.streaming_content)
    return response.status_code, content


LISTS = ["/guidance/for-schools/", "/guidance/search/?q=lantern", "/guidance/changes/", "/guidance/"]


def test_public_page_needs_no_sign_in(public):
    response = Client().get(public.url)

    assert response.status_code == 200
    assert "Open lantern" in response.content.decode()


def test_signed_in_page_sends_anonymous_people_to_the_sign_in_page(private):
    response = Client().get(private.url)

    assert (response.status_code, response["Location"]) == (302, f"{SIGN_IN}{private.url}")


@pytest.mark.parametrize("url", LISTS)
def test_lists_show_anonymous_people_only_public_pages(url, public, private):
    assert titles(Client(), url) == ["Open lantern"]
    assert "Closed lantern" not in Client().get(url).content.decode()


def test_everyone_signed_in_reads_pages_for_both_audiences(public, private, as_person):
    for person in EVERYONE:
        client = as_person(person)
        assert [client.get(page.url).status_code for page in (public, private)] == [200, 200], person
        for url in LISTS:
            assert set(titles(client, url)) == {"Open lantern", "Closed lantern"}, (person, url)


def test_draft_is_in_no_list_and_not_served(section, as_person):
    draft = GuidancePageFactory(public=True, parent=section, title="Draft lantern", live=False)

    assert as_person("dsl").get(draft.url).status_code == 404
    assert titles(as_person("dsl"), "/guidance/search/?q=lantern") == []
    assert titles(as_person("dsl"), "/guidance/for-schools/") == []


def test_topics_of_closed_pages_are_not_named_to_anonymous_people(section, as_person):
    GuidancePageFactory(parent=section, topics=[TopicFactory(name="Hidden topic", slug="hidden")])

    assert "Hidden topic" not in Client().get("/guidance/").content.decode()
    assert "Hidden topic" in as_person("dsl").get("/guidance/").content.decode()
    assert Client().get("/guidance/search/?topic=hidden").context["found"].paginator.count == 0


# --- Wagtail's own privacy settings ---


def restrict(page, kind, *groups):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.set(groups)


def test_privacy_of_a_section_closes_its_public_pages_to_anonymous_people(section, public, as_person):
    restrict(section, PageViewRestriction.LOGIN)

    assert Client().get(public.url)["Location"] == f"{SIGN_IN}{public.url}"
    assert titles(Client(), "/guidance/search/?q=lantern") == []
    assert list(GuidanceSection.objects.open_to(AnonymousUser())) == []
    assert as_person("dsl").get(public.url).status_code == 200
    assert titles(as_person("dsl"), "/guidance/search/?q=lantern") == ["Open lantern"]


def test_page_for_a_group_is_forbidden_to_others_who_are_signed_in(cast, public, as_person):
    group = Group.objects.create(name="pilot schools")
    cast.dsl.groups.add(group)
    restrict(public, PageViewRestriction.GROUPS, group)

    assert as_person("dsl").get(public.url).status_code == 200
    assert titles(as_person("dsl"), "/guidance/search/?q=lantern") == ["Open lantern"]
    assert as_person("headteacher").get(public.url).status_code == 403
    assert titles(as_person("headteacher"), "/guidance/search/?q=lantern") == []
    assert Client().get(public.url).status_code == 302


def test_page_behind_a_shared_password_is_never_listed(cast, public):
    PageViewRestriction.objects.create(page=public, restriction_type="password", password="12345")

    assert find(GuidancePage.objects.visible_to(cast.dsl), "lantern", None) == []
    assert list(GuidancePage.objects.visible_to(cast.dsl)) == []


# --- Documents ---


def test_public_document_is_saved_and_never_opened_in_place(db):
    document = DocumentFactory(is_public=True)

    response = Client().get(document.url)
    content = b"".join(response.streaming_content)

    assert (response.status_code, content) == (200, b"Draw here.\n")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"


def test_pdf_too_is_saved(db):
    document = DocumentFactory(is_public=True)
    document.file.name = "documents/sheet.pdf"

    assert document.content_disposition.startswith("attachment;")


def test_closed_document_sends_anonymous_people_to_the_sign_in_page(db):
    document = DocumentFactory()

    response = Client().get(document.url)

    assert (response.status_code, response["Location"]) == (302, f"{SIGN_IN}{document.url}")


def test_everyone_signed_in_may_download(as_person):
    document = DocumentFactory()

    assert {downloads(as_person(person), document) for person in EVERYONE} == {(200, b"Draw here.\n")}


def test_no_document_lies_below_a_media_address(as_person):
    document = DocumentFactory(is_public=True)

    assert as_person("dsl").get(f"/{document.file.name}").status_code == 404
    assert as_person("dsl").get(f"/media/{document.file.name}").status_code == 404


def test_documents_of_a_collection_for_a_group(cast, as_person):
    document = DocumentFactory(is_public=True)
    group = Group.objects.create(name="pilot schools")
    cast.dsl.groups.add(group)
    restriction = CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type="groups"
    )
    restriction.groups.add(group)

    assert downloads(as_person("dsl"), document) == (200, b"Draw here.\n")
    assert as_person("headteacher").get(document.url).status_code == 403
    assert Client().get(document.url).status_code == 302


def test_closed_download_of_a_public_page_says_so(section, as_person):
    page = GuidancePageFactory(public=True, parent=section, documents=[DocumentFactory(page_count=2)])

    assert (
        "Text file, 11\xa0bytes, 2 pages. You need to sign in first"
        in Client().get(page.url).content.decode()
    )
    assert "You need to sign in" not in as_person("dsl").get(page.url).content.decode()


def test_home_is_the_root_of_the_site(db):
    home = GuidanceHome.objects.get()

    assert (home.url, home.get_children().count()) == ("/guidance/", 0)

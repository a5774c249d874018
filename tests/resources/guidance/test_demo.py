"""The demo's guidance: made once, real files, pages that work."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from portal.files.checks import check_upload
from resources.guidance.demo import make_demo_guidance
from resources.guidance.enums import Audience
from resources.guidance.models import GuidanceDocument, GuidancePage, GuidanceSection

COUNTS = {"sections": 3, "guidance pages": 11, "documents": 7, "topics": 8}


def read(document):
    with document.file.open() as file:
        return file.read()


@pytest.fixture
def demo(db):
    return make_demo_guidance()


def test_second_run_adds_nothing(demo):
    page = GuidancePage.objects.get(slug="weapons-first-hour")
    page.title = "As an editor left it"
    page.save()

    assert (demo, make_demo_guidance()) == (COUNTS, COUNTS)
    page.refresh_from_db()
    assert page.title == "As an editor left it"


def test_every_page_is_served_to_its_audience(demo, as_person):
    client = as_person("dsl")
    for page in GuidancePage.objects.live():
        assert client.get(page.url).status_code == 200, page.slug
        expected = 200 if page.audience == Audience.PUBLIC else 302
        assert Client().get(page.url).status_code == expected, page.slug
    assert [s.get_children().live().count() for s in GuidanceSection.objects.order_by("path")] == [6, 3, 2]


def test_files_are_what_their_names_say(demo):
    for document in GuidanceDocument.objects.all():
        content = read(document)
        assert check_upload(SimpleUploadedFile(document.filename, content)), document.title
        assert document.file_size == len(content)


def test_word_files_have_headings(demo):
    document = GuidanceDocument.objects.get(title="Safety mapping sheet")
    with zipfile.ZipFile(io.BytesIO(read(document))) as archive:
        assert archive.testzip() is None
        assert '<w:pStyle w:val="Heading1"/>' in archive.read("word/document.xml").decode()


def test_workbooks_open(demo):
    document = GuidanceDocument.objects.get(title="Context weighting sheet")
    sheet = load_workbook(io.BytesIO(read(document))).active

    assert [row[0].value for row in sheet.rows] == [
        "Context", "Home", "Friends", "School", "Neighbourhood", "Online",
    ]  # fmt: skip


def test_one_page_is_overdue_for_its_editors(demo):
    assert list(GuidancePage.objects.review_due(timezone.localdate()).values_list("slug", flat=True)) == [
        "working-with-your-link-social-worker"
    ]


def test_document_is_two_clicks_from_a_search(demo):
    """Search, then the document itself among the results."""
    found = Client().get("/guidance/search/?q=safety+mapping").content.decode()
    document = GuidanceDocument.objects.get(title="Safety mapping sheet")

    assert document.url in found
    assert b"".join(Client().get(document.url).streaming_content) == read(document)

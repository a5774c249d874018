"""Uploads and the virus scanner: clean, harmful, no answer, and what becomes of what was held back."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exclusions.concerns.models import ConcernFile
from portal.audit.models import Event
from portal.files import scanning, tasks
from portal.files.holding import FileHeld, scan_held
from portal.files.models import HeldFile
from portal.files.scanning import ScannerDown, Verdict
from portal.files.services import keep_file, serve_file
from portal.notices.models import Notice
from tests.factories import ConcernFactory, DraftFactory
from tests.portal.files.clamd import HARMFUL, FakeScanner, FakeSocketScanner, listening

# Nothing listens there.
NOWHERE = "127.0.0.1:1"


@pytest.fixture
def scanner(settings):
    with listening(FakeScanner()) as server:
        settings.CLAMD = server.where
        yield server


@pytest.fixture
def draft(cast):
    return DraftFactory(author=cast.dsl, school=cast.own)


def upload(content: bytes = b"What we saw.") -> SimpleUploadedFile:
    return SimpleUploadedFile("Sam.txt", content)


def kept(cast, draft, content: bytes = b"What we saw.") -> ConcernFile:
    return keep_file(ConcernFile, upload=upload(content), by=cast.dsl, draft=draft)


def content_of(response) -> bytes:
    content = b"".join(response.streaming_content)
    # The files alone: closing the answer would close the database with it.
    for close in response._resource_closers:
        close()
    return content


@pytest.mark.parametrize("content", [b"", b"a", b"a" * (scanning.PIECE * 2 + 5)])
def test_all_of_a_file_is_looked_at_and_left_at_its_beginning(scanner, content):
    file = BytesIO(content)
    file.read()

    assert scanning.scan(file) == Verdict()
    assert scanner.seen == [content]
    assert file.tell() == 0


def test_what_is_found_has_a_name(scanner):
    assert scanning.scan(BytesIO(b"abc" + HARMFUL)) == Verdict("Test.Harm")


def test_it_may_listen_on_a_socket(settings, tmp_path):
    # The path of a socket holds 107 characters at most.
    path = Path(f"/tmp/{tmp_path.name[:20]}.sock")  # noqa: S108
    path.unlink(missing_ok=True)
    with listening(FakeSocketScanner(str(path))):
        settings.CLAMD = str(path)
        assert scanning.scan(BytesIO(HARMFUL)) == Verdict("Test.Harm")
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "answer", ["INSTREAM size limit exceeded. ERROR", "UNKNOWN COMMAND", "stream: ERROR"]
)
def test_no_verdict_is_no_clean_bill(scanner, answer):
    scanner.answer = answer

    with pytest.raises(ScannerDown):
        scanning.scan(BytesIO(b"a"))


def test_without_a_scanner_files_are_kept_and_given(cast, draft):
    assert content_of(serve_file(kept(cast, draft))) == b"What we saw."
    assert scan_held() == 0


def test_a_clean_file_is_kept_and_given(scanner, cast, draft):
    assert content_of(serve_file(kept(cast, draft))) == b"What we saw."
    assert not HeldFile.objects.exists()


def attach(browser, draft, content: bytes):
    return browser.post(f"/concerns/drafts/{draft.reference}/", {"files": upload(content)}, follow=True)


def test_a_harmful_upload_is_turned_away_written_down_and_told(scanner, cast, draft, as_person):
    page = attach(as_person("dsl"), draft, HARMFUL).content.decode()

    assert "was not kept: the virus scanner found something harmful in it" in page
    assert not ConcernFile.objects.exists()
    event = Event.objects.get(verb="file.turn_away")
    assert (event.actor, event.detail["found"]) == (cast.dsl, "Test.Harm")
    notice = Notice.objects.get()
    assert notice.user == cast.administrator
    assert "Sam" not in notice.text + str(event.detail)


def test_outside_a_page_it_is_written_down_at_once(scanner, cast, draft):
    with pytest.raises(ValidationError, match="virus scanner"):
        kept(cast, draft, HARMFUL)

    assert Event.objects.filter(verb="file.turn_away").count() == 1


def test_while_the_scanner_is_down_files_are_kept_and_given_to_nobody(settings, cast, draft, as_person):
    settings.CLAMD = NOWHERE
    browser = as_person("dsl")
    attach(browser, draft, b"What we saw.")
    file = ConcernFile.objects.get()
    path = f"/concerns/files/{file.reference}/"

    page = browser.get(path)
    assert page.status_code == 409
    assert b"has not been checked yet" in page.content
    assert scan_held() == 0

    with listening(FakeScanner()) as server:
        settings.CLAMD = server.where
        tasks.scan_held.delay()
        assert scan_held() == 0  # once is enough

    assert content_of(browser.get(path)) == b"What we saw."
    assert not HeldFile.objects.exists()


def test_what_is_found_later_is_held_for_good_and_told_once(settings, cast, draft, as_person):
    settings.CLAMD = NOWHERE
    file = kept(cast, draft, b"..." + HARMFUL)

    with listening(FakeScanner()) as server:
        settings.CLAMD = server.where
        assert (scan_held(), scan_held()) == (1, 0)

    page = as_person("dsl").get(f"/concerns/files/{file.reference}/")
    assert (page.status_code, b"This file is not given out" in page.content) == (409, True)
    assert Event.objects.get(verb="file.hold").detail == {"found": "Test.Harm"}
    assert list(Notice.objects.values_list("user", "about")) == [(cast.administrator.pk, file.reference)]


def test_a_file_that_went_with_its_draft_is_forgotten(settings, cast, draft):
    settings.CLAMD = NOWHERE
    kept(cast, draft).delete()
    with listening(FakeScanner()) as server:
        settings.CLAMD = server.where
        scan_held()

    assert not HeldFile.objects.exists()


def test_a_scanner_that_goes_silent_is_waited_for_no_longer_than_said(settings, cast, draft):
    settings.CLAMD, settings.CLAMD_SECONDS = NOWHERE, 1
    held = kept(cast, draft)

    with pytest.raises(FileHeld):
        serve_file(held)


def test_lists_of_files_say_which_are_held_and_why(settings, cast, draft, as_person):
    concern = ConcernFactory(school=cast.own)
    for owner in ({"draft": draft}, {"concern": concern}):
        keep_file(ConcernFile, upload=upload(b"Clean."), by=cast.dsl, **owner)
    settings.CLAMD = NOWHERE
    for owner in ({"draft": draft}, {"concern": concern}):
        for _ in range(2):
            keep_file(ConcernFile, upload=upload(), by=cast.dsl, **owner)
    browser = as_person("dsl")
    paths = (draft.get_absolute_url(), concern.get_absolute_url())

    assert [browser.get(path).content.count(b"Not checked yet") for path in paths] == [2, 2]
    with CaptureQueriesContext(connection) as queries:
        browser.get(concern.get_absolute_url())
    assert sum("files_heldfile" in query["sql"] for query in queries) == 1

    HeldFile.objects.update(found="Test.Harm")
    assert [browser.get(path).content.count(b"Held back: harmful") for path in paths] == [2, 2]
    HeldFile.objects.all().delete()
    assert b"Not checked" not in browser.get(paths[1]).content


def test_files_of_sent_concerns_are_held_too(settings, cast, as_person):
    settings.CLAMD = NOWHERE
    concern = ConcernFactory(school=cast.own)
    file = keep_file(ConcernFile, upload=upload(), by=cast.dsl, concern=concern)

    assert as_person("lead_social_worker").get(f"/concerns/files/{file.reference}/").status_code == 409


def test_every_list_of_files_says_which_are_held_back(settings):
    """Of private files by their size; those of an export are the portal's own."""
    listed = [
        path for path in settings.BASE_DIR.glob("*/*/templates/**/*.html")
        if "filesizeformat" in path.read_text() and not path.name.endswith("_pdf.html")
        and path.parent.name != "exports"
    ]  # fmt: skip

    assert len(listed) > 6
    assert [str(path) for path in listed if "{% held " not in path.read_text()] == []

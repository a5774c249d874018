"""What a person sees: the offer, the wait, the file, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import Event
from portal.exports.enums import State
from portal.exports.models import Export
from tests.factories import ConcernFactory


@pytest.fixture(autouse=True)
def _large_lists(settings):
    settings.EXPORT_ROWS_AT_ONCE = 1


@pytest.fixture
def concerns(cast):
    return [ConcernFactory(school=cast.own, raised_by=cast.dsl) for _ in range(2)]


def test_a_large_list_offers_to_prepare_the_file_and_writes_nothing(as_person, concerns):
    response = as_person("dsl").get("/concerns/?state=sent&page=2&export=csv")

    assert "Prepare a file with 2 rows" in response.content.decode()
    assert 'name="query" value="state=sent"' in response.content.decode()
    assert not Export.objects.exists()
    assert not Event.objects.filter(verb="concern.export").exists()


def test_a_small_list_comes_at_once(as_person, concerns):
    response = as_person("dsl").get("/concerns/?raised_to=2020-01-01&export=csv")

    assert response["Content-Type"].startswith("text/csv")


def test_the_list_says_that_its_file_is_prepared(as_person, concerns):
    words = "prepared in the background"

    assert words in as_person("dsl").get("/concerns/").content.decode()
    assert words not in as_person("dsl").get("/concerns/?raised_to=2020-01-01").content.decode()


def test_from_asking_to_the_file(as_person, concerns, django_capture_on_commit_callbacks):
    browser = as_person("dsl")
    form = {"path": "/concerns/", "query": "", "format": "csv", "once_token": "t"}
    asked = browser.post(reverse("exports:ask"), form)
    export = Export.objects.get()
    assert asked["Location"] == export.get_absolute_url()
    assert "0</strong> of about 2 rows" in browser.get(asked["Location"]).content.decode()

    Export.objects.update(state=State.PREPARING)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(reverse("exports:ask"), form)["Location"] == asked["Location"]
        browser.post(reverse("exports:ask"), {**form, "once_token": "another"})
    assert Export.objects.count() == 1


def test_the_file_is_downloaded_with_a_plain_name_and_not_kept_by_browsers(as_person, ask, concerns):
    export = ask("dsl")
    response = as_person("dsl").get(reverse("exports:download", args=[export.reference]))

    assert response["Content-Disposition"] == f'attachment; filename="{export.name}"'
    assert export.name.startswith("concerns-")
    assert "no-store" in response["Cache-Control"]
    assert concerns[0].reference in b"".join(response.streaming_content).decode()


def test_nobody_else_finds_it(as_person, ask, concerns):
    export = ask("dsl")
    for who in ("headteacher", "administrator", "data_protection_officer"):
        for name in ("export", "download"):
            url = reverse(f"exports:{name}", args=[export.reference])
            assert as_person(who).get(url).status_code == 404
    assert export.reference not in as_person("headteacher").get(reverse("exports:list")).content.decode()
    assert export.reference in as_person("dsl").get(reverse("exports:list")).content.decode()


def test_the_page_that_asks_leads_on_when_the_work_has_ended(as_person, ask, concerns):
    export = ask("dsl")
    response = as_person("dsl").get(export.get_absolute_url(), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == export.get_absolute_url()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"path": "/concerns/", "format": "exe"},
        {"path": "\x00", "format": "csv"},
        {"path": "https://evil.example/", "format": "csv"},
        {"path": "/concerns/" + "x" * 500, "format": "csv"},
        {"path": "/account/me/", "query": "=&%00&;", "format": "xlsx"},
    ],
)
def test_what_no_page_sends_starts_nothing(as_person, data):
    response = as_person("dsl").post(reverse("exports:ask"), data)

    assert response.status_code in (302, 404)
    assert not Export.objects.exists()


def test_ones_own_page_leads_to_ones_own_files(as_person, ask, cast, concerns):
    words = "prepared for you as a file"
    ask("dsl")

    assert words in as_person("dsl").get(reverse("accounts:me")).content.decode()
    assert words not in as_person("headteacher").get(reverse("accounts:me")).content.decode()
    person = reverse("people:person", args=[cast.dsl.reference])
    assert words not in as_person("administrator").get(person).content.decode()


def test_the_list_of_files_asks_as_much_for_three_as_for_one(as_person, ask, concerns):
    browser = as_person("dsl")
    ask("dsl")
    browser.get(reverse("exports:list"))

    def count():
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("exports:list"))
        return len(captured)

    one = count()
    ask("dsl", query="category=bullying")
    ask("dsl", query="category=violence")
    assert count() == one

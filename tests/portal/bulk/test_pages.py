"""The pages of imports: one's own only, in words, the same after a double click."""

import pytest
from django.urls import reverse

from portal.audit.models import Event
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import apply_import
from tests.portal.bulk.files import csv_upload

START = "/imports/new/towns/"


@pytest.fixture
def admin(as_person):
    return as_person("administrator")


def test_a_file_handed_in_leads_to_its_preview(admin, schools, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(START, {"file": csv_upload((991_000, "Eastmere"), (5, "x")), "once_token": "t"})
        again = admin.post(START, {"file": csv_upload((991_000, "Eastmere")), "once_token": "t"})

    item = Import.objects.get()
    assert response["Location"] == again["Location"] == item.get_absolute_url()
    page = admin.get(response["Location"]).content.decode()
    changed = admin.get(response["Location"], {"rows": "changed"}).content.decode()
    assert "Westmere becomes <strong>Eastmere" in changed
    assert "is no school known here" in page
    assert "Import 1 row" in page
    assert "Leave the 1 rejected row out" in page


def test_a_missing_file_is_asked_for_in_words(admin):
    page = admin.post(START, {}).content.decode()

    assert "Choose the file" in page
    assert "There is a problem" in page


def test_a_file_of_another_kind_is_refused_beside_its_box(admin):
    page = admin.post(START, {"file": csv_upload(name="towns.doc")}).content.decode()

    assert "Hand in a .csv or .xlsx file." in page


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_has_headings_and_an_example(admin, ending):
    response = admin.get(f"/imports/new/towns/template.{ending}")

    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    if ending == "csv":
        assert content.decode("utf-8-sig") == "URN,Town,Name\r\n990001,Northmere,\r\n"


def test_the_page_of_an_import_is_its_owners(admin, as_person, cast, hand_in):
    item = hand_in((991_000, "Eastmere"))
    Import.objects.update(owner=cast.dsl)

    assert admin.get(item.get_absolute_url()).status_code == 404
    assert as_person("dsl").get(item.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_page_that_says_what_next(admin, hand_in, state):
    item = hand_in((991_000, "Eastmere"))
    Import.objects.update(state=state, ended_at="2026-11-23T09:00Z", problem="What is wrong.")

    page = admin.get(item.get_absolute_url()).content.decode()

    assert state.label in page
    assert any(next_step in page for next_step in ("Look again", "Import 1 row", "Hand in another", "Undo"))


def test_the_work_shows_how_far_it_is_and_then_the_result(admin, hand_in):
    item = hand_in((991_000, "Eastmere"))
    Import.objects.update(state=State.APPLYING)

    fragment = admin.get(item.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert b"of 1 row" in fragment.content

    Import.objects.update(state=State.APPLIED, ended_at="2026-11-23T09:00Z")
    ended = admin.get(item.get_absolute_url(), headers={"HX-Request": "true"})
    assert ended["HX-Redirect"] == item.get_absolute_url()


def test_importing_twice_imports_once_and_says_so(admin, hand_in, django_capture_on_commit_callbacks):
    item = hand_in((991_000, "Eastmere"))
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(reverse("bulk:apply", args=[item.reference]))
    second = admin.post(reverse("bulk:apply", args=[item.reference]), follow=True)

    assert "This import has moved on: imported." in second.content.decode()
    assert Event.objects.filter(verb="import.apply").count() == 1


def test_rows_shown_and_reasons_downloaded_are_written_down(admin, hand_in):
    item = hand_in((991_000, "Eastmere"), (5, "=cmd()"))

    admin.get(item.get_absolute_url())
    response = admin.get(reverse("bulk:rejected", args=[item.reference]))

    lines = b"".join(response.streaming_content).decode("utf-8-sig")
    assert lines == "Row,Column,Reason\r\n3,URN,is no school known here\r\n"
    for verb in ("import.view", "import.export"):
        assert Event.objects.get(verb=verb).subjects.get().reference == item.reference


def test_a_page_of_rows_costs_the_same_however_many_there_are(
    admin, hand_in, settle, django_assert_max_num_queries
):
    item = settle(apply_import, hand_in(*[(991_000 + n, "x") for n in range(5)]), leave_out=False)
    for more in (0, 100):
        for number in range(more):
            item.rows.create(number=number + 10, fate="new", label="x")
        Import.objects.update(new=5 + more)
        with django_assert_max_num_queries(25):
            assert admin.get(item.get_absolute_url()).status_code == 200


def test_nonsense_in_the_address_is_no_error(admin, hand_in):
    item = hand_in((991_000, "Eastmere"))

    for query in ("?rows=nonsense", "?rows=unchanged", "?page=-1", "?page=x", "?rows=new&page=9999"):
        assert admin.get(item.get_absolute_url() + query).status_code == 200
    assert admin.get("/imports/new/nonsense/").status_code == 404


def test_the_list_names_what_one_may_import_and_what_one_has(admin, hand_in):
    item = hand_in((991_000, "Eastmere"))

    page = admin.get("/imports/").content.decode()

    assert 'href="/imports/new/towns/">Towns of schools' in page
    assert item.reference in page
    assert "0 new, 1 changed, 0 rejected" in page

"""An authority leaves with everything: complete, checked, without secrets, and not unseen."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern, ConcernFile
from portal.accounts.models import RoleGrant, User
from portal.api.services import make_token
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.exports import copying
from portal.exports.enums import State
from portal.exports.everything import SECRETS, WINGS, cell, columns_of, every_model, label_of
from portal.exports.models import Copy
from portal.files.models import HeldFile
from portal.files.services import keep_file
from portal.notices.models import Notice
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory


@pytest.fixture
def order(cast, django_capture_on_commit_callbacks):
    def order(make=True):
        with django_capture_on_commit_callbacks(execute=make):
            made = copying.order_copy(reason="We leave for another system", by=cast.administrator)
        return Copy.objects.get(pk=made.pk)

    return order


@pytest.fixture
def held(cast):
    """A little of everything: a pupil, a concern with a file, a case, a token."""
    EnrolmentFactory(school=cast.own)
    concern = ConcernFactory(
        school=cast.own, raised_by=cast.dsl, what_happened="=cmd|'x'!A1, seen\nat “the gate”"
    )
    keep_file(
        ConcernFile, upload=SimpleUploadedFile("note.txt", b"Seen at the gate"), concern=concern, by=cast.dsl
    )
    CaseFactory(school=cast.own)
    _, words = make_token(
        system="x", contact="y", scopes=["schools"], expires_on=timezone.localdate(), by=cast.administrator
    )
    return words


def opened(made):
    with made.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def table(package, label):
    return list(csv.DictReader(io.StringIO(package.read(f"tables/{label}.csv").decode(), newline="")))


def test_every_table_of_our_rooms_is_in_it_with_as_many_rows(order, held):
    """The list is walked here on its own, not by the function that the package uses."""
    expected = {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in WINGS and model._meta.managed and not model._meta.proxy
    }
    before = {label: model._base_manager.count() for label, model in expected.items()}
    made = order()
    package = opened(made)
    manifest = json.loads(package.read("manifest.json"))
    listed = {entry["table"]: entry["rows"] for entry in manifest["files"] if "table" in entry}

    assert set(listed) == set(expected)
    # Ordering it wrote these before it was made.
    moved = {"exports.Copy", "audit.Event", "audit.EventSubject", "notices.Notice", "notices.Delivery"}
    assert {label: rows for label, rows in listed.items() if label not in moved} == {
        label: rows for label, rows in before.items() if label not in moved
    }
    assert {label: len(table(package, label)) for label in listed} == listed
    assert manifest["rows"] == made.rows == sum(listed.values())
    assert listed["concerns.Concern"] == 1


def test_each_file_is_what_the_manifest_says(order, held):
    made = order()
    package = opened(made)
    manifest = json.loads(package.read("manifest.json"))

    assert package.testzip() is None
    assert {entry["path"] for entry in manifest["files"]} | {"manifest.json"} == set(package.namelist())
    for entry in manifest["files"]:
        content = package.read(entry["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])
    with made.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == made.sha256
    assert manifest["schema"]["concerns"].startswith("00")
    assert manifest["missing"] == []


def test_text_comes_back_as_it_was(order, held):
    (row,) = table(opened(order()), "concerns.Concern")
    concern = Concern.objects.get()

    assert row["what_happened"] == concern.what_happened
    assert json.loads(row["categories"]) == concern.categories
    assert (row["school_id"], row["raised_at"]) == (str(concern.school_id), concern.raised_at.isoformat())
    assert row["in_danger"] in ("true", "false")


def test_files_of_people_are_in_it_and_missing_ones_are_named(order, held):
    kept = ConcernFile.objects.get()
    path = f"files/concerns.ConcernFile/{kept.pk}/file"
    made = order()
    assert opened(made).read(path) == b"Seen at the gate"
    assert made.files == 1

    kept.file.storage.delete(kept.file.name)
    assert json.loads(opened(order()).read("manifest.json"))["missing"] == [path]


@pytest.mark.parametrize("found", ["", "Test.Harm"])
def test_files_that_are_held_back_do_not_leave_and_are_named(order, held, found):
    kept = ConcernFile.objects.get()
    HeldFile.objects.create(file=kept.reference, table="concerns.ConcernFile", found=found)
    made = order()
    package = opened(made)
    manifest = json.loads(package.read("manifest.json"))

    assert made.files == 0
    assert not [name for name in package.namelist() if name.startswith("files/")]
    assert (manifest["held"], manifest["missing"]) == ([f"files/concerns.ConcernFile/{kept.pk}/file"], [])
    assert b"Seen at the gate" not in b"".join(package.read(name) for name in package.namelist())


def test_no_secret_leaves(order, held, cast):
    package = opened(order())
    everything = b"".join(package.read(name) for name in package.namelist()).decode(errors="replace")
    user = User.objects.get(pk=cast.dsl.pk)

    assert user.email in everything
    assert user.password not in everything
    assert held not in everything
    assert hashlib.sha256(held.encode()).hexdigest() not in everything


def test_every_column_that_sounds_like_a_secret_is_left_out():
    sounds = re.compile(r"password|secret|token|private_key|otp|seed")
    leaving = [
        f"{label_of(model)}.{field.name}"
        for model in every_model()
        for field in columns_of(model)
        if sounds.search(field.name)
    ]
    assert leaving == []
    known = {label_of(model): {f.name for f in model._meta.concrete_fields} for model in every_model()}
    assert all(columns <= known[label] for label, columns in SECRETS.items())


def test_the_dictionary_explains_each_column(order, held):
    package = opened(order())
    stated = list(csv.DictReader(io.StringIO(package.read("dictionary.csv").decode())))
    columns = {(row["table"], row["column"]) for row in stated if not row["left out"]}
    heads = {
        (name[7:-4], head)
        for name in package.namelist()
        if name.startswith("tables/")
        for head in next(csv.reader(io.StringIO(package.read(name).decode())))
    }

    assert columns == heads
    (what,) = (r for r in stated if (r["table"], r["column"]) == ("concerns.Concern", "what_happened"))
    assert (what["tier"], what["type"]) == ("T4", "TextField")
    (school,) = (r for r in stated if (r["table"], r["column"]) == ("concerns.Concern", "school_id"))
    assert school["refers to"] == "register.School"


def test_everybody_who_watches_is_told_and_all_is_written_down(order, held, cast):
    made = order()
    copying.fetch_copy(made=made, by=cast.administrator)

    verbs = ["everything.order", "everything.make", "everything.download"]
    found = Event.objects.filter(verb__startswith="everything.").order_by("pk")
    assert [event.verb for event in found] == verbs
    assert {event.reason for event in found} == {"We leave for another system"}
    assert found[2].detail == {"rows": made.rows, "files": made.files}
    for person in (cast.administrator, cast.data_protection_officer):
        assert Notice.objects.filter(kind="everything.copy", user=person).count() == 3
    told = {notice.user for notice in Notice.objects.filter(kind="everything.copy")}
    assert told == {cast.administrator, cast.data_protection_officer}


def test_one_at_a_time(order):
    order(make=False)

    with pytest.raises(Refused, match="already"):
        order(make=False)
    assert Copy.objects.count() == 1


def test_who_lost_the_power_meanwhile_gets_none(order, cast):
    made = order(make=False)
    RoleGrant.objects.filter(user=cast.administrator).update(ended_at=timezone.now())
    copying.make_copy(made.pk)

    made.refresh_from_db()
    assert (made.state, made.problem) == (State.FAILED, copying.NO_LONGER)


def test_a_fault_and_a_dead_worker(order, monkeypatch, django_capture_on_commit_callbacks):
    made = order(make=False)
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=11)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        copying.resume()
    made.refresh_from_db()
    assert made.state == State.READY

    made = order(make=False)
    monkeypatch.setattr(copying, "write_everything", lambda *args: 1 / 0)
    copying.make_copy(made.pk)
    made.refresh_from_db()
    assert (made.state, made.problem) == (State.FAILED, copying.FAULT)


def test_it_goes_after_its_days(order, settings, cast, django_capture_on_commit_callbacks):
    made = order()
    stored, storage = made.file.name, made.file.storage
    over = timezone.now() + timedelta(days=settings.EXPORT_DAYS_KEPT, minutes=1)
    with time_machine.travel(over), django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(Refused, match="no longer kept"):
            copying.fetch_copy(made=made, by=cast.administrator)
        copying.forget_old()

    assert not storage.exists(stored)


def test_pages(as_person, cast, django_capture_on_commit_callbacks):
    browser = as_person("administrator")
    refused = browser.post(reverse("exports:order"), {"reason": " "}).content.decode()
    assert "Enter why you need everything" in refused
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("exports:order"), {"reason": "We leave", "once_token": "t"})
        browser.post(reverse("exports:order"), {"reason": "We leave", "once_token": "t"})
    made = Copy.objects.get()
    watching = as_person("data_protection_officer").get(reverse("exports:everything")).content.decode()
    assert made.reference in watching
    assert "We leave" in watching
    assert "Download" not in watching

    url = reverse("exports:download_copy", args=[made.reference])
    response = browser.get(url)
    assert response["Content-Disposition"] == f'attachment; filename="{made.name}"'
    content = b"".join(response.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert as_person("data_protection_officer").get(url).status_code == 403

    browser.post(reverse("exports:delete_copy", args=[made.reference]))
    assert browser.get(url)["Location"] == made.get_absolute_url()


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (True, "true"), (0, "0"), ({"b": 1, "a": "é"}, '{"a": "é", "b": 1}'), ("=1+1", "=1+1")],
)
def test_cells_stand_as_held(value, words):
    assert cell(value) == words

"""The register keeps itself current: newest file, checked as on the page, asked about where it is drastic."""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, discard_import
from portal.core.errors import WrongState
from portal.core.public_addresses import NotReached
from portal.notices.models import Notice
from schools.register.enums import Refreshed, Status
from schools.register.lists import currency
from schools.register.models import Refresh, School, SchoolSuccession
from schools.register.refreshing import sources
from schools.register.refreshing.services import refresh
from tests.factories import ConcernFactory, EnrolmentFactory, LinkFactory, SchoolFactory

FIXTURES = Path(__file__).parent / "fixtures"
REGISTER, LINKS = (FIXTURES / "register.csv").read_bytes(), (FIXTURES / "links.csv").read_bytes()
NOW = "2026-11-24 09:00Z"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.REGISTER_FOLDER, settings.REGISTER_URL = str(tmp_path), ""
    settings.REGISTER_WHOSE, settings.REGISTER_MOST_CLOSING = "every", 0
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def put(tmp_path):
    """Put a file into the folder, an hour ago."""

    def put(content=REGISTER, day="20261123", stem="edubasealldata"):
        path = tmp_path / f"{stem}{day}.csv"
        path.write_bytes(content)
        old = timezone.now().timestamp() - 3600
        os.utime(path, (old, old))
        return path

    return put


@pytest.fixture
def look(cast, django_capture_on_commit_callbacks):
    """The periodic job, and the worker behind it."""

    def look():
        with django_capture_on_commit_callbacks(execute=True):
            refresh()
        return Refresh.objects.first()

    return look


def changed(urn, **values):
    rows = list(csv.reader(io.StringIO(REGISTER.decode("cp1252"))))
    for row in rows[1:]:
        if row[0] == str(urn):
            for name, value in values.items():
                row[rows[0].index(name)] = value
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


CLOSE = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2026"}


def told():
    return list(Notice.objects.filter(kind="register.refresh").values_list("text", flat=True))


def test_the_newest_file_is_imported_by_itself(put, look):
    put(b"not looked at", day="20261120")
    put()
    found = look()

    assert (found.outcome, found.dated, found.by_portal) == (Refreshed.APPLIED, date(2026, 11, 23), True)
    assert School.objects.filter(urn__in=range(900101, 900105)).count() == 4
    assert (found.item.owner, found.item.state, told()) == (None, State.APPLIED, [])
    assert currency().dated == date(2026, 11, 23)


def test_the_same_file_is_taken_once(put, look):
    put()
    look()
    look()

    assert (Import.objects.count(), Refresh.objects.count()) == (1, 1)


def test_a_newer_file_that_changes_nothing_makes_the_schools_current(put, look):
    put()
    look()
    put(REGISTER + b"\n", day="20261124")
    found = look()

    assert (found.outcome, found.dated) == (Refreshed.UNCHANGED, date(2026, 11, 24))
    assert found.item.state == State.DISCARDED


def test_off_by_default_nothing_happens(put, look, settings):
    settings.REGISTER_FOLDER = ""
    put()

    assert look() is None


def test_a_file_that_closes_schools_waits_and_says_so_once(put, look, cast):
    put()
    look()
    put(changed(900101, **CLOSE), day="20261124")
    found = look()
    put(changed(900101, Town="Elsewhere", **CLOSE), day="20261125")
    with time_machine.travel("2026-11-25 09:00Z", tick=False):
        newer = look()

    assert found.outcome == Refreshed.WAITING
    assert found.problem == "1 school of Northmere Council would close (limit 0)."
    assert newer.item.problem == f"It was not imported by itself. {found.problem}"
    assert Refresh.objects.get(pk=found.pk).outcome == Refreshed.SUPERSEDED
    assert (newer.outcome, newer.problem) == (found.outcome, found.problem)
    assert told() == ["A new file of the schools register waits for an administrator to look at it"]
    assert School.objects.get(urn=900101).status == Status.OPEN


def test_an_administrator_decides_on_what_waits(put, look, cast, django_capture_on_commit_callbacks):
    put()
    look()
    put(changed(900101, **CLOSE), day="20261124")
    item = look().item
    with django_capture_on_commit_callbacks(execute=True):
        apply_import(item=item, leave_out=False, by=cast.administrator)

    assert School.objects.get(urn=900101).status == Status.CLOSED
    assert Refresh.objects.first().outcome == Refreshed.APPLIED
    assert Import.objects.get(pk=item.pk).owner == cast.administrator


def test_only_who_imports_registers_sees_what_waits(put, look, cast):
    put()
    look()
    put(changed(900101, **CLOSE), day="20261124")
    item = look().item

    assert Import.objects.visible_to(cast.administrator).filter(pk=item.pk).exists()
    assert not Import.objects.visible_to(cast.dsl).filter(pk=item.pk).exists()
    with pytest.raises(WrongState):
        apply_import(item=item, leave_out=True, by=cast.dsl)
    discard_import(item=item, by=cast.administrator)
    assert Refresh.objects.first().outcome == Refreshed.DISCARDED
    with pytest.raises(WrongState):
        apply_import(item=item, leave_out=True, by=None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            REGISTER.partition(b"\r\n")[0] + b"\r\n" + REGISTER.split(b"\r\n")[1],
            "3 rows fewer than the last one",
        ),
        (REGISTER.replace(b"Postcode", b"Post code", 1), "lacks the column “Postcode”"),
        (changed(900101, OpenDate="31-02-2026"), "1 row cannot be read"),
    ],
)
def test_a_file_that_looks_wrong_waits(put, look, settings, content, why):
    settings.REGISTER_MOST_REJECTED = settings.REGISTER_MOST_ROWS_FEWER = 0
    put()
    look()
    put(content, day="20261124")
    found = look()

    assert found.outcome == Refreshed.WAITING
    assert why in found.problem


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!DOCTYPE html><title>Sorry</title>", "is a web page, not a CSV file"),
        (b"URN,Name\n1,School", 'lacks the columns "LA (code)"'),
        (REGISTER.partition(b"\n")[0], "has a header but no rows"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_register_is_told_in_words(put, look, content, why):
    put(content)
    found = look()
    look()

    assert found.outcome == Refreshed.FAILED
    assert why in found.problem
    assert told() == ["The schools register could not be refreshed"]
    assert not School.objects.filter(urn=900101).exists()


def test_a_file_still_being_written_is_left_until_it_is_whole(tmp_path, look):
    path = tmp_path / "edubasealldata20261124.csv"
    path.write_bytes(REGISTER[:500])
    now = timezone.now().timestamp()
    os.utime(path, (now, now))

    assert look() is None


def test_a_folder_that_is_gone_is_told(settings, look):
    settings.REGISTER_FOLDER = "/nowhere/at/all"
    found = look()
    look()

    assert found.problem == "The folder of the register could not be read: no such file or directory."
    assert (Refresh.objects.count(), len(told())) == (1, 1)


@pytest.fixture
def server(settings, monkeypatch):
    """What the register's server holds, by address; everything else is not there."""
    settings.REGISTER_FOLDER = ""
    settings.REGISTER_URL = "https://register.example/edubasealldata{date}.csv"
    held, asked = {}, []

    def fetch(address, target, *, most_bytes):
        asked.append(address)
        answer = held.get(address, 404)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return answer
        target.write(answer)
        return 200

    monkeypatch.setattr(sources, "fetch", fetch)
    return held, asked


def address(day):
    return f"https://register.example/edubasealldata{day}.csv"


def test_where_todays_file_is_missing_the_newest_is_taken(server, look):
    held, asked = server
    held[address("20261122")] = REGISTER
    found = look()

    assert (found.outcome, found.dated) == (Refreshed.APPLIED, date(2026, 11, 22))
    assert asked == [address(day) for day in ("20261124", "20261123", "20261122")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            NotReached("No answer: ConnectionRefusedError"),
            "register.example: No answer: ConnectionRefusedError",
        ),
        (NotReached("The file broke off before its end."), "register.example: The file broke off"),
        (503, "register.example answered 503 instead of the file."),
        (b"<html>Sorry", "is a web page, not a CSV file"),
    ],
)
def test_a_server_that_fails_is_told_and_changes_nothing(server, look, answer, why):
    server[0][address("20261124")] = answer
    found = look()

    assert found.outcome == Refreshed.FAILED
    assert why in found.problem
    assert not School.objects.filter(urn=900101).exists()


def test_a_file_in_the_folder_does_for_a_dead_server(server, put, look, settings, tmp_path):
    settings.REGISTER_FOLDER = str(tmp_path)
    server[0][address("20261124")] = NotReached("No answer: TimeoutError")
    put()

    assert look().outcome == Refreshed.APPLIED


def test_successions_follow_the_schools(put, look):
    put(LINKS, stem="links_edubasealldata")
    put()
    look()

    item = Import.objects.get(kind="successions")
    assert (item.state, item.owner) == (State.APPLIED, None)
    assert SchoolSuccession.objects.exists()


def test_the_preview_says_what_to_carry_over(put, look, cast):
    put()
    look()
    school, heir = School.objects.get(urn=900101), SchoolFactory(name="The Next School")
    SchoolSuccession.objects.create(predecessor=school, successor=heir)
    LinkFactory(school=school)
    EnrolmentFactory(school=school)
    ConcernFactory(school=school, raised_by=cast.dsl)
    put(changed(900101, **CLOSE), day="20261124")
    closing = look().item.consequences[0]

    assert (closing["title"], closing["count"]) == ("Schools of Northmere Council that close", 1)
    ((name, remark),) = closing["examples"]
    assert name == f"{school.name}, URN 900101"
    assert remark == (
        f"Here now: 2 pupils on roll, 1 link, 1 open concern. Followed by The Next School, URN {heir.urn}."
    )


def test_the_preview_names_changes_of_type_trust_and_what_opens(put, look):
    put()
    look()
    new_type = {"TypeOfEstablishment (code)": "34", "TypeOfEstablishment (name)": "Academy converter"}
    group = {"EstablishmentTypeGroup (code)": "10", "Trusts (code)": "5001", "Trusts (name)": "Lantern Trust"}
    School.objects.filter(urn=900102).update(status=Status.PROPOSED)
    put(changed(900101, **new_type, **group), day="20261124")
    found = look()

    meant = {one["title"]: one["examples"] for one in Import.objects.get(pk=found.item_id).consequences}
    (_, retyped), *_ = meant["Schools that change type or the rules that apply"]
    assert "to Academy converter. Rules of exclusion: Academy from now on." in retyped
    assert ["Bramble Lane Primary School, URN 900101", "From none to Lantern Trust"] in meant[
        "Schools that change trust"
    ]
    assert [name for name, _ in meant["Schools that open"]] == ["St Inès’s Catholic Academy, URN 900102"]


def test_pages_say_how_current_the_register_is(put, look, as_person, cast):
    put()
    look()
    browser = as_person("dsl")
    page = browser.get(reverse("register:school", args=[900101])).content.decode()
    assert "The register of 23 November 2026, last refreshed on 24 November 2026" in page

    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        browser = as_person("dsl")
        for path in (reverse("register:school", args=[900101]), reverse("register:directory")):
            assert "The register here is of 23 November 2026" in browser.get(path).content.decode()


def test_the_page_of_refreshes_leads_to_what_waits(put, look, as_person, cast):
    put()
    look()
    put(changed(900101, **CLOSE), day="20261124")
    item = look().item
    page = as_person("administrator").get(reverse("register:refreshes")).content.decode()

    assert "the folder of the register" in page
    assert item.get_absolute_url() in page


def test_the_page_of_refreshes_costs_the_same_for_one_and_for_many(as_person):
    browser, counted = as_person("administrator"), []
    for _ in range(3):
        item = Import.objects.create(kind="schools", size=1)
        Refresh.objects.create(file="a.csv", outcome=Refreshed.APPLIED, dated=date(2026, 11, 23), item=item)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("register:refreshes"))
        counted.append(len(queries))

    assert counted[0] == counted[2]

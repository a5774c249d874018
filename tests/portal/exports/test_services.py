"""The life of a prepared file: asked for, made as its owner, fetched, forgotten."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.utils import timezone
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.audit.models import Event
from portal.bulk import progress
from portal.core.errors import Refused, WrongState
from portal.exports import services, work
from portal.exports.enums import Format, State
from portal.exports.models import Export
from portal.notices.models import Notice
from schools.links.models import Link
from schools.links.standing import forget_standing
from tests.factories import ConcernFactory

ABOUT = ["# What", "# As at", "# Rows", "# Filters", "# Made for", "# By", "# Reference", "# Marking"]


def lines_of(export):
    with export.file.open("rb") as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))


def body_of(export):
    return [line for line in lines_of(export) if not line[0].startswith("# ")]


def references_in(export):
    return {line[0] for line in body_of(export)[1:]}


def events(verb):
    return Event.objects.filter(verb=verb)


@pytest.fixture
def concerns(cast):
    """Two of the own school and one of the other."""
    own = [ConcernFactory(school=cast.own, raised_by=cast.dsl) for _ in range(2)]
    return own, ConcernFactory(school=cast.other, raised_by=cast.other_dsl)


def test_the_file_holds_what_its_owner_may_see_and_says_what_it_is(ask, cast, concerns):
    own, _ = concerns
    export = ask("dsl")

    assert (export.state, export.rows, export.expected, export.attempts) == (State.READY, 2, 2, 1)
    assert references_in(export) == {concern.reference for concern in own}
    head = lines_of(export)[: len(ABOUT)]
    assert [line[0] for line in head] == ABOUT
    assert [head[0][1], head[2][1], head[6][1]] == ["Concerns", "2", export.reference]


def test_the_same_rows_in_the_same_columns_as_the_list_gives_at_once(ask, as_person, concerns):
    at_once = b"".join(as_person("dsl").get("/concerns/?export=csv").streaming_content).decode("utf-8-sig")

    assert body_of(ask("dsl")) == list(csv.reader(io.StringIO(at_once)))


def test_a_workbook_says_what_it_is_on_a_sheet_of_its_own(ask, concerns):
    export = ask("dsl", query="state=sent", form=Format.XLSX)
    with export.file.open("rb") as file:
        book = load_workbook(file)

    assert book.sheetnames == ["Concerns", "About this file"]
    about = {row[0]: row[1] for row in book["About this file"].iter_rows(values_only=True)}
    assert about["Rows"] == export.rows == book["Concerns"].max_row - 1
    assert about["Filter: Status"] == "Waiting for the link worker"


def test_filters_are_kept(ask, cast, concerns):
    first = ConcernFactory(school=cast.own, raised_by=cast.dsl, raised_at=datetime(2019, 5, 6, tzinfo=UTC))
    export = ask("dsl", query="raised_to=2020-01-01")

    assert references_in(export) == {first.reference}


def test_asking_making_and_fetching_are_written_down_with_rows_and_without_what_was_typed(
    ask, cast, concerns
):
    export = ask("dsl", query="category=bullying&child=Smith")
    services.fetch(export=export, by=cast.dsl)

    detail = {"list": "concerns:list", "format": "csv", "filters": ["category"], "rows": 0}
    found = [(e.actor, e.detail) for e in Event.objects.filter(verb__startswith="export.").order_by("pk")]
    assert found == [(cast.dsl, detail)] * 3
    assert [e.verb for e in Event.objects.filter(verb__startswith="export.").order_by("pk")] == [
        "export.ask",
        "export.make",
        "export.download",
    ]
    # The list's own record of what left it, once, in the owner's name.
    assert [(e.actor, e.detail["rows"]) for e in events("concern.export")] == [(cast.dsl, 0)]


def test_the_owner_is_told_without_a_word_about_the_content(ask, concerns):
    export = ask("dsl", query="category=bullying&child=Smith")

    notice = Notice.objects.get(kind="export.ready")
    assert (notice.user, notice.text) == (export.owner, f"Your file {export.reference} is ready")
    assert notice.leads_to == export.get_absolute_url()


def test_the_scope_is_that_of_the_moment_it_is_made(ask, cast, concerns):
    export = ask("dsl", make=False)
    Link.objects.filter(user=cast.dsl).update(school=cast.other, capacity="headteacher")
    work.prepare_export(export.pk)

    export.refresh_from_db()
    assert references_in(export) == {concerns[1].reference}


def test_who_may_no_longer_see_the_list_gets_no_file(ask, cast, concerns):
    export = ask("dsl", make=False)
    Link.objects.filter(user=cast.dsl).update(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    work.prepare_export(export.pk)

    export.refresh_from_db()
    assert (export.state, export.problem, bool(export.file)) == (State.FAILED, work.NO_LONGER, False)


def test_who_has_left_gets_no_file(ask, cast, concerns):
    export = ask("dsl", make=False)
    User.objects.filter(pk=cast.dsl.pk).update(is_active=False)
    work.prepare_export(export.pk)

    export.refresh_from_db()
    assert export.state == State.FAILED
    assert not Notice.objects.filter(kind="export.ready").exists()


def test_a_file_made_while_its_owner_could_see_more_is_not_given_out(ask, cast, concerns):
    link = Link.objects.create(
        user=cast.dsl, school=cast.other, capacity="headteacher", starts_on=date(2024, 9, 1)
    )
    forget_standing(cast.dsl)
    export = ask("dsl")
    assert export.rows == 3
    Link.objects.filter(pk=link.pk).update(ends_on=date(2025, 1, 1))
    forget_standing(cast.dsl)

    with pytest.raises(Refused, match="has changed since"):
        services.fetch(export=export, by=cast.dsl)
    assert not events("export.download").exists()


def test_who_may_not_see_the_list_cannot_ask_for_it(ask):
    with pytest.raises(PermissionDenied):
        ask("board_member")


def test_a_list_of_a_record_out_of_scope_is_not_there(ask, cast):
    with pytest.raises((Http404, PermissionDenied)):
        ask("dsl", path=f"/diary/schools/{cast.other.urn}/")


@pytest.mark.parametrize(
    "path", ["", "/", "/account/me/", "/people/", "//evil.example/", "/concerns", "/nowhere/", "concerns"]
)
def test_only_lists_that_export_can_be_asked_for(ask, path):
    with pytest.raises(Refused, match="no longer there"):
        ask("administrator", path=path)


def test_asked_twice_while_it_is_made_gives_the_same_one(ask, concerns):
    first = ask("dsl", make=False)

    assert ask("dsl", make=False) == first
    assert ask("dsl", query="state=sent", make=False) != first
    assert ask("headteacher", make=False) != first
    assert events("export.ask").count() == 3


def test_only_so_many_wait_for_one_person(ask, settings):
    settings.EXPORT_MOST_WAITING = 2
    for query in ("", "category=bullying"):
        ask("dsl", query=query, make=False)

    with pytest.raises(Refused, match="2 files are being prepared"):
        ask("dsl", query="category=violence", make=False)
    assert ask("headteacher", make=False).state == State.PREPARING


def test_a_dead_worker_loses_none(ask, concerns, django_capture_on_commit_callbacks):
    export = ask("dsl", make=False)
    with django_capture_on_commit_callbacks(execute=True):
        services.resume()
    export.refresh_from_db()
    assert export.state == State.PREPARING, "it was heard of a moment ago"

    later = timezone.now() + timedelta(seconds=progress.SILENCE_SECONDS + 1)
    with time_machine.travel(later), django_capture_on_commit_callbacks(execute=True):
        services.resume()
    export.refresh_from_db()
    assert (export.state, export.rows) == (State.READY, 2)


def test_made_twice_it_is_kept_and_told_once(ask, concerns):
    export = ask("dsl")
    work.prepare_export(export.pk)

    assert events("export.make").count() == Notice.objects.filter(kind="export.ready").count() == 1


def test_the_slower_of_two_workers_keeps_nothing(ask, concerns):
    export = ask("dsl", make=False)
    slower = Export.objects.select_related("owner").get(pk=export.pk)
    work.prepare_export(export.pk)
    kept = Export.objects.get(pk=export.pk).file.name

    work._make(slower)

    export.refresh_from_db()
    assert export.file.name == kept
    assert not slower.file.storage.exists(slower.file.name)
    assert events("export.make").count() == 1


def test_a_busy_database_is_waited_for_and_a_fault_is_told(ask, concerns, monkeypatch):
    export = ask("dsl", make=False)
    problem = [OperationalError("locked")]

    def stop(*args):
        raise problem[0]

    monkeypatch.setattr(work, "_make_of", stop)
    work.prepare_export(export.pk)
    assert Export.objects.get().state == State.PREPARING
    problem[0] = RuntimeError("broken")
    work.prepare_export(export.pk)

    export = Export.objects.get()
    assert (export.state, export.problem) == (State.FAILED, work.FAULT)


def test_what_kills_its_worker_again_and_again_is_given_up(ask, concerns):
    export = ask("dsl", make=False)
    Export.objects.update(attempts=work.MOST_ATTEMPTS)
    work.prepare_export(export.pk)

    export.refresh_from_db()
    assert (export.state, export.problem) == (State.FAILED, work.TOO_HEAVY)


def test_after_its_days_file_and_filters_are_deleted(
    ask, settings, concerns, django_capture_on_commit_callbacks
):
    export = ask("dsl", query="category=bullying&child=Smith")
    stored, storage = export.file.name, export.file.storage
    over = timezone.now() + timedelta(days=settings.EXPORT_DAYS_KEPT, minutes=1)
    with time_machine.travel(over):
        with pytest.raises(Refused, match="no longer kept"):
            services.fetch(export=export, by=export.owner)
        with django_capture_on_commit_callbacks(execute=True):
            services.forget_old()

    export.refresh_from_db()
    assert (export.state, export.file.name, export.query) == (State.GONE, "", "")
    assert not storage.exists(stored)


def test_files_of_who_has_left_go_at_once_and_rows_after_thirty_days(
    ask, cast, concerns, django_capture_on_commit_callbacks
):
    ask("dsl")
    ask("headteacher")
    User.objects.filter(pk=cast.dsl.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_old()

    assert list(Export.objects.values_list("owner", "state").order_by("pk")) == [
        (cast.dsl.pk, State.GONE),
        (cast.headteacher.pk, State.READY),
    ]
    with time_machine.travel(timezone.now() + services.ROW_KEPT + timedelta(minutes=1)):
        services.forget_old()
    assert not Export.objects.exists()


def test_its_owner_deletes_it_before_its_time(ask, cast, concerns, django_capture_on_commit_callbacks):
    export = ask("dsl")
    stored, storage = export.file.name, export.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_export(export=export, by=cast.dsl)

    assert not storage.exists(stored)
    with pytest.raises(WrongState):
        services.delete_export(export=export, by=cast.dsl)

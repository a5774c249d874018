"""The database itself refuses, whoever asks: both engines run this."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern, Entry
from portal.audit.enums import Kind
from portal.audit.models import Event
from portal.audit.services import record
from tests.factories import ConcernFactory


@contextmanager
def refusal():
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        yield cursor.execute


@pytest.mark.parametrize("table", ["audit_event", "audit_eventsubject"])
def test_the_audit_trail_refuses_changes(db, table):
    event = record(by=None, kind=Kind.CHANGE, verb="test.done", about=["C-AAAAA"])
    column = "verb" if table == "audit_event" else "reference"

    with refusal() as execute:
        execute(f"UPDATE {table} SET {column} = %s", ["other"])  # noqa: S608 -- names of ours
    with refusal() as execute:
        execute(f"DELETE FROM {table}", [])  # noqa: S608 -- names of ours
    assert Event.objects.get().verb == event.verb


@pytest.mark.parametrize(
    ("column", "value"),
    [("what_happened", "nothing"), ("raised_as", "x"), ("in_danger", True), ("wish", "share")],
)
def test_what_a_school_sent_stays(db, column, value):
    concern = ConcernFactory()

    with refusal() as execute:
        execute(f"UPDATE concerns_concern SET {column} = %s WHERE id = %s", [value, concern.pk])  # noqa: S608 -- names of ours
    with refusal() as execute:
        execute("DELETE FROM concerns_concern WHERE id = %s", [concern.pk])


def test_where_a_concern_stands_may_change(db):
    concern = ConcernFactory()

    Concern.objects.filter(pk=concern.pk).update(state="in_triage", version=2)

    assert Concern.objects.get().state == "in_triage"


def test_entries_and_subjects_refuse_changes(db):
    concern = ConcernFactory()
    Entry.objects.create(
        concern=concern,
        kind="message",
        author=concern.raised_by,
        capacity="x",
        at=timezone.now(),
        body="Hello",
    )

    with refusal() as execute:
        execute("UPDATE concerns_entry SET body = %s", ["Goodbye"])
    with refusal() as execute:
        execute("DELETE FROM concerns_entry", [])
    with refusal() as execute:
        execute("DELETE FROM concerns_concernsubject", [])

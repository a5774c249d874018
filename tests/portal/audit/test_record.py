import pytest
from django.db import connection, transaction

from portal.audit.enums import Kind
from portal.audit.models import Event, EventSubject, Seal
from portal.audit.sealing import SETTLED_AFTER, broken_seals, seal_events
from portal.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_events(time_machine):
    """Three events, and now is late enough to seal them."""
    time_machine.move_to("2026-11-23 10:00", tick=False)
    for reference in ("C-AAAAA", "C-CCCCC", "C-DDDDD"):
        record(by=None, kind=Kind.VIEW, verb="concern.view", about=[reference])
    time_machine.shift(SETTLED_AFTER * 2)


def unprotected(sql: str, params: list[int] | None = None) -> None:
    """What somebody with the keys of the database could do: take the triggers away first."""
    with connection.cursor() as cursor:
        for table in ("audit_event", "audit_eventsubject"):
            for event in ("update", "delete"):
                on_table = "" if connection.vendor == "sqlite" else f"ON {table}"
                cursor.execute(f'DROP TRIGGER "{table}_refuse_{event}" {on_table}')
        cursor.execute(sql, params)


def test_an_event_names_who_what_and_about_whom(cast):
    record(
        by=cast.dsl,
        kind=Kind.VIEW,
        verb="concern.view",
        about=["C-AAAAA", "P-AAAAAA", "C-AAAAA"],
        capacity="Designated safeguarding lead",
    )

    event = Event.objects.get()
    assert (event.actor, event.kind, event.verb, event.capacity) == (
        cast.dsl,
        "view",
        "concern.view",
        "Designated safeguarding lead",
    )
    assert sorted(s.reference for s in event.subjects.all()) == ["C-AAAAA", "P-AAAAAA"]


def test_event_and_change_stand_or_fall_together():
    with transaction.atomic():
        record(by=None, kind=Kind.CHANGE, verb="x.y", about=["C-AAAAA"])
        transaction.set_rollback(True)

    assert (Event.objects.count(), EventSubject.objects.count()) == (0, 0)


def test_sealing_covers_what_is_settled_once(old_events):
    record(by=None, kind=Kind.VIEW, verb="concern.view", about=["C-EEEEE"])

    assert [seal_events(), seal_events()] == [3, 0]
    assert Seal.objects.get().count == 3
    assert broken_seals() == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET capacity = 'nobody'",
        "DELETE FROM audit_eventsubject",
        "UPDATE audit_eventsubject SET reference = 'C-XXXXX' WHERE reference = 'C-CCCCC'",
        "UPDATE audit_event SET detail = '{\"a\": 1}'",
        "UPDATE audit_event SET reason = 'because' WHERE id = (SELECT MIN(id) FROM audit_event)",
    ],
)
def test_tampering_breaks_the_chain(old_events, tampering):
    seal_events()

    unprotected(tampering)

    assert broken_seals() == list(Seal.objects.all())


def test_an_event_that_is_gone_breaks_the_chain(old_events):
    seal_events()
    middle = [Event.objects.order_by("pk")[1].pk]

    unprotected("DELETE FROM audit_eventsubject WHERE event_id = %s", middle)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", middle)

    assert broken_seals() == list(Seal.objects.all())


def test_an_event_slipped_in_breaks_the_chain(old_events):
    last = Event.objects.latest("pk")
    Event.objects.create(pk=last.pk + 5, at=last.at, kind=Kind.VIEW, verb="concern.view")
    seal_events()
    assert broken_seals() == []

    Event.objects.create(pk=last.pk + 3, at=last.at, kind=Kind.VIEW, verb="concern.view")

    assert broken_seals() == list(Seal.objects.all())


def test_a_later_seal_depends_on_the_earlier(old_events, time_machine):
    seal_events()
    record(by=None, kind=Kind.VIEW, verb="concern.view", about=["C-EEEEE"])
    time_machine.shift(SETTLED_AFTER * 2)
    seal_events()

    first, second = Seal.objects.all()
    assert first.digest != second.digest
    assert broken_seals() == []

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.enums import Kind
from portal.audit.models import Event
from portal.audit.services import record
from portal.audit.trail import in_words


@pytest.fixture
def trail(cast):
    record(by=cast.dsl, kind=Kind.VIEW, verb="concern.view", about=["C-AAAAA", "P-AAAAAA"], capacity="DSL")
    record(by=cast.lead_social_worker, kind=Kind.CHANGE, verb="concern.decide", about=["C-AAAAA"])
    record(by=cast.other_dsl, kind=Kind.VIEW, verb="concern.view", about=["C-CCCCC"])


def people_shown(client, **asked) -> list[str]:
    page = client.get(reverse("audit:trail"), asked).content.decode()
    return [name for name in re.findall(r"<td[^>]*>([^<]+)</td>", page) if name in NAMES]


NAMES = ("Dsl", "Lead Social Worker", "Other Dsl", "Data Protection Officer")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"about": "C-AAAAA"}, ["Lead Social Worker", "Dsl"]),
        ({"about": " c-aaaaa "}, ["Lead Social Worker", "Dsl"]),
        ({"about": "P-AAAAAA"}, ["Dsl"]),
        ({"about": "C-AAAAA", "kind": "view"}, ["Dsl"]),
        ({"person": "other_dsl@"}, ["Other Dsl"]),
        ({"about": "C-ZZZZZ"}, []),
        ({"about": "C-AAAAA", "since": "2999-01-01"}, []),
        ({"about": "C-AAAAA", "until": "2000-01-01"}, []),
    ],
)
def test_one_search_says_who_opened_a_record(trail, as_person, asked, shown):
    assert people_shown(as_person("data_protection_officer"), **asked) == shown


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({}, [23, 17]),
        ({"until": "2026-11-17"}, [17, 14, 10]),
        ({"since": "2026-11-14"}, [23, 17, 14]),
        ({"since": "2026-11-14", "until": "2026-11-17"}, [17, 14]),
    ],
)
def test_the_last_week_is_shown_unless_days_are_named(cast, as_person, time_machine, asked, days):
    for day in (9, 10, 14, 17, 23):
        time_machine.move_to(f"2026-11-{day:02} 23:30", tick=False)
        record(by=cast.dsl, kind=Kind.VIEW, verb="concern.view", about=["C-AAAAA"])

    page = (
        as_person("data_protection_officer")
        .get(reverse("audit:trail"), asked | {"kind": "view"})
        .content.decode()
    )

    assert [int(day) for day in re.findall(r"(\d+) November 2026, 23:30", page)] == days


def test_verbs_are_words():
    assert [in_words("concern.view"), in_words("accounts.sign_in"), in_words("odd")] == [
        "Concern: view",
        "Accounts: sign in",
        "Odd",
    ]


def test_the_search_itself_is_written_down_without_what_was_typed(trail, as_person, cast):
    as_person("data_protection_officer").get(reverse("audit:trail"), {"about": "C-AAAAA", "person": "dsl"})

    event = Event.objects.filter(kind=Kind.SEARCH).get()
    assert (event.actor, event.verb, event.detail) == (
        cast.data_protection_officer,
        "audit.search",
        {"fields": ["about", "person"], "about": "C-AAAAA"},
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "not a date"},
        {"about": "x" * 500},
        {"kind": "nonsense"},
        {"page": "x"},
        {"about": "C-\x00"},
        {"person": "\x00"},
    ],
)
def test_bad_filters_are_no_error_of_ours(trail, as_person, asked):
    assert as_person("data_protection_officer").get(reverse("audit:trail"), asked).status_code == 200


def test_query_count_does_not_grow(cast, as_person):
    client, counts = as_person("data_protection_officer"), []
    client.get(reverse("audit:trail"))
    for _ in range(2):
        for _ in range(3):
            record(by=cast.dsl, kind=Kind.VIEW, verb="concern.view", about=["C-AAAAA", "P-AAAAAA"])
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("audit:trail"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_chain_is_checked_from_the_command_line(db, capsys):
    call_command("verify_audit")

    assert "intact" in capsys.readouterr().out


def test_a_broken_chain_is_said(db, monkeypatch):
    class Broken:
        first_event, last_event = 1, 9

    monkeypatch.setattr("portal.audit.management.commands.verify_audit.broken_seals", lambda: [Broken])

    with pytest.raises(CommandError, match="events 1 to 9"):
        call_command("verify_audit")

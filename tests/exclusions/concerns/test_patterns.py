"""Patterns in the register: every count is the length of exactly its list, and files are stamped."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exclusions.concerns.enums import EntryKind, PlaceKind, State, TimeOfDay
from exclusions.concerns.models import Circumstances, Concern
from exclusions.concerns.services import add_to_record, seal_concern
from portal.audit.models import Event
from tests.factories import ConcernFactory

PATTERNS = "/concerns/patterns/"


@pytest.fixture
def concerns(cast):
    """Three at the own school, of several kinds, places and times; one at the other school."""
    bus = ConcernFactory(
        school=cast.own,
        categories=["violence", "missing"],
        happened_on=date(2026, 11, 23),
        pupil__year_group="9",
    )
    Circumstances.objects.create(concern=bus, place_kind=PlaceKind.WAY, time_of_day=TimeOfDay.AFTER)
    hall = ConcernFactory(
        school=cast.own,
        categories=["violence"],
        happened_on=date(2026, 11, 24),
        raised_at=timezone.now() - timedelta(days=70),
        pupil__year_group="10",
    )
    Circumstances.objects.create(concern=hall, place_kind=PlaceKind.CORRIDOR, time_of_day=TimeOfDay.BREAK)
    bare = ConcernFactory(school=cast.own, categories=["online"], state=State.DECIDED)
    strange = ConcernFactory(school=cast.other, categories=["violence"])
    return bus, hall, bare, strange


def shown(client, query=""):
    return client.get(PATTERNS + query).context["patterns"]


def counts(patterns):
    return {p.title: {bar.label: bar.count for bar in p.bars if bar.count} for p in patterns}


def test_it_counts_by_each_thing(as_person, concerns):
    found = counts(shown(as_person("dsl")))

    this_month, then = (f"{concern.raised_at:%B %Y}" for concern in concerns[:2])
    assert found == {
        "Kind": {"Violence or weapons": 2, "Missing": 1, "Online": 1},
        "Place": {"On the way to or from school": 1, "Corridor": 1},
        "Time of day": {"Straight after school": 1, "At break or lunch": 1},
        "Day of the week": {"Monday": 1, "Tuesday": 1},
        "Year group": found["Year group"],
        "Month it was raised": {this_month: 2, then: 1},
    }
    assert {"Year 9": 1, "Year 10": 1}.items() <= found["Year group"].items()
    assert {p.title: p.unsaid for p in shown(as_person("dsl"))}["Place"] == 1


def test_year_groups_go_from_the_lowest_that_occurs_to_the_highest(cast, as_person):
    for year in ("8", "11"):
        ConcernFactory(school=cast.own, pupil__year_group=year)

    (years,) = (pattern for pattern in shown(as_person("dsl")) if pattern.title == "Year group")

    found = [(bar.label, bar.count) for bar in years.bars]
    assert found == [("Year 8", 1), ("Year 9", 0), ("Year 10", 0), ("Year 11", 1)]


@pytest.mark.parametrize("query", ["", "?category=violence", "?state=open&year=9", "?quiet=7"])
def test_every_count_is_the_length_of_the_list_it_leads_to(as_person, concerns, query):
    client = as_person("dsl")

    for pattern in shown(client, query) if client.get(PATTERNS + query).context["total"] else ():
        for bar in pattern.bars:
            assert client.get(bar.url).context["total"] == bar.count, bar


def test_a_sealed_concern_is_counted_for_those_it_names_alone(cast, as_person, concerns):
    seal_concern(
        concern=concerns[0], readers=[cast.dsl, cast.lead_social_worker], because="A relative.", by=cast.dsl
    )

    assert counts(shown(as_person("dsl")))["Kind"]["Violence or weapons"] == 2
    assert counts(shown(as_person("headteacher")))["Kind"]["Violence or weapons"] == 1


def test_a_file_says_what_it_holds_and_who_made_it_is_kept(cast, as_person, concerns):
    answer = as_person("headteacher").get(f"{PATTERNS}?export=csv&state=open")

    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["OFFICIAL-SENSITIVE, contains small numbers"]
    assert ["Kind", "Violence or weapons", "2"] in rows
    event = Event.objects.get(verb="concern.patterns.export")
    assert (event.actor, event.detail) == (cast.headteacher, {"format": "csv", "filters": ["state"]})
    workbook = as_person("dsl").get(f"{PATTERNS}?export=xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    workbook.close()


def test_it_takes_the_same_queries_for_one_and_three(cast, as_person):
    client = as_person("dsl")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(PATTERNS)
        return len(queries)

    ConcernFactory(school=cast.own, raised_by=cast.dsl)
    cost()
    for_one = cost()
    for _ in range(2):
        ConcernFactory(school=cast.own, raised_by=cast.dsl)
    assert cost() == for_one


@pytest.mark.parametrize(
    "query", ["?weekday=9", "?month=2026-13", "?place=%00", "?raised_by=x", "?export=pdf"]
)
def test_nonsense_in_the_address_is_no_error(as_person, concerns, query):
    client = as_person("dsl")

    assert client.get(PATTERNS + query).status_code == 200
    assert client.get(f"/concerns/{query}").status_code == 200


# The register's own filters


def listed(client, query):
    return {row.record for row in client.get(f"/concerns/?{query}").context["table"].rows}


def test_the_register_is_narrowed_by_person_decision_and_what_it_lacks(cast, as_person):
    mine = ConcernFactory(school=cast.own, raised_by=cast.dsl, action_taken="Rang home.")
    theirs = ConcernFactory(school=cast.own, raised_by=cast.deputy_dsl, taken_by=cast.lead_social_worker)
    client = as_person("dsl")

    assert listed(client, f"raised_by={cast.dsl.reference}") == {mine}
    assert listed(client, f"taken_by={cast.lead_social_worker.reference}") == {theirs}
    assert listed(client, f"raised_by={cast.other_dsl.reference}") == set()
    assert listed(client, "outcome=follow_up") == {theirs}
    assert listed(client, "decision=advise") == set()
    add_to_record(concern=theirs, kind=EntryKind.FOLLOW_UP, body="Rang too.", by=cast.dsl)
    assert listed(client, "outcome=follow_up") == set()


def test_open_ones_on_which_nothing_happens_are_found(cast, as_person):
    quiet, busy, done = (
        ConcernFactory(school=cast.own),
        ConcernFactory(school=cast.own),
        ConcernFactory(school=cast.own, state=State.DECIDED),
    )
    long_ago = timezone.now() - timedelta(days=15)
    Concern.objects.filter(pk__in=[quiet.pk, done.pk]).update(changed_at=long_ago)

    assert listed(as_person("dsl"), "quiet=14") == {quiet}
    assert listed(as_person("dsl"), "quiet=28") == set()
    assert busy in listed(as_person("dsl"), "")


def test_a_concern_says_what_its_record_lacks(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    address = concern.get_absolute_url()
    follow_up, undecided = "What the school did is not written down yet", "It is not decided yet"

    page = as_person("dsl").get(address).text
    assert follow_up in page
    assert undecided in page
    add_to_record(concern=concern, kind=EntryKind.FOLLOW_UP, body="Rang home.", by=cast.dsl)
    page = as_person("dsl").get(address).text
    assert follow_up not in page
    assert undecided in page
    assert undecided not in as_person("lead_social_worker").get(address).text

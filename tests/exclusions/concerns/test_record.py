"""The school's record of a concern: what it did next, corrections, what came of it."""

import pytest
from django.db import DatabaseError, transaction

from exclusions.concerns.chronology import happenings
from exclusions.concerns.enums import ADDITIONS, EntryKind, State
from exclusions.concerns.models import Concern, Entry
from exclusions.concerns.services import add_to_record
from portal.audit.models import Event
from portal.core.errors import Refused
from tests.factories import ConcernFactory


@pytest.fixture
def concern(cast):
    return ConcernFactory(school=cast.own, raised_by=cast.dsl)


def add(client, concern, **data):
    address = f"/concerns/{concern.reference}/add/"
    return client.post(address, {f"add-{name}": value for name, value in data.items()}, follow=True)


@pytest.mark.parametrize("kind", ADDITIONS)
def test_each_addition_stands_in_the_record_by_its_name(cast, as_person, concern, kind):
    page = add(as_person("dsl"), concern, kind=kind.value, body="Rang the mother at four.")

    entry = Entry.objects.get(concern=concern)
    assert (entry.kind, entry.body, entry.author) == (kind, "Rang the mother at four.", cast.dsl)
    assert kind.label in page.text
    assert Event.objects.get(verb="concern.add").detail["kind"] == kind
    pupil = concern.subjects.get().pupil
    assert kind.label in [line.title for line in happenings(cast.lead_social_worker, pupil)]


def test_a_correction_leaves_what_was_sent(as_person, concern):
    page = add(as_person("dsl"), concern, kind="correction", body="It was Tuesday, not Monday.")

    assert "It was Tuesday, not Monday." in page.text
    assert concern.what_happened in page.text
    with pytest.raises(DatabaseError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(what_happened="Something else.")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "outcome", "body": " "}, "Write what you want to add"),
        ({"kind": "internal", "body": "Kept as typed."}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(as_person, concern, data, says):
    page = add(as_person("dsl"), concern, **data)

    assert says in page.text
    assert data["body"].strip() in page.text
    assert not Entry.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind not in ADDITIONS])
def test_what_is_no_addition_is_refused(cast, concern, kind):
    with pytest.raises(Refused, match="Choose what you are adding"):
        add_to_record(concern=concern, kind=kind, body="Words", by=cast.dsl)


def test_a_decided_concern_without_an_outcome_says_so_to_the_school_and_is_found(cast, as_person, concern):
    told = ConcernFactory(school=cast.own, state=State.DECIDED)
    add_to_record(concern=told, kind=EntryKind.OUTCOME, body="Settled.", by=cast.dsl)
    lacking = ConcernFactory(school=cast.own, state=State.DECIDED)
    words = "What came of it is not written down yet"

    assert list(Concern.objects.without_outcome()) == [lacking]
    assert words in as_person("dsl").get(lacking.get_absolute_url()).text
    assert words not in as_person("dsl").get(told.get_absolute_url()).text
    assert words not in as_person("dsl").get(concern.get_absolute_url()).text
    assert words not in as_person("lead_social_worker").get(lacking.get_absolute_url()).text
    listed = as_person("dsl").get("/concerns/?outcome=missing")
    assert [row.record for row in listed.context["table"].rows] == [lacking]

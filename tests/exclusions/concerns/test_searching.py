"""Concerns in the portal's search: whose words are found by whom."""

from datetime import date, timedelta

import pytest
from django.db import connection

from exclusions.concerns.enums import EntryKind, OtherKind
from exclusions.concerns.models import (
    Circumstances,
    Concern,
    ConcernSubject,
    ContextNote,
    Entry,
    OtherSubject,
)
from exclusions.concerns.searching import SENT_WORDS, find
from tests.factories import ConcernFactory, PupilFactory

MOST = 10


@pytest.fixture
def concern(cast):
    return ConcernFactory(
        school=cast.own,
        what_happened="Zebra at the gate.",
        child_words="Yak said so.",
        action_taken="Xylophone was rung.",
    )


def references(person, typed: str) -> list[str]:
    return [found.reference for found in find(person, typed, MOST)]


@pytest.mark.parametrize("typed", ["zebra", "YAK", "xylophones", "gate zebra"])
def test_finds_what_the_school_sent(cast, concern, typed):
    ConcernFactory(school=cast.own)

    assert references(cast.dsl, typed) == [concern.reference]


def test_finds_the_reference_as_people_type_it(cast, concern):
    assert references(cast.dsl, f" {concern.reference.lower()} ") == [concern.reference]


def test_finds_by_a_pupil_of_the_concern_whichever_record_of_the_child_it_names(cast, concern):
    pupil = PupilFactory(forename="Ottoline", surname="Quennell", born_on=date(2013, 2, 28))
    second = PupilFactory(forename="Ottie", surname="Quennel", merged_into=pupil)
    ConcernSubject.objects.create(concern=concern, pupil=second)
    ConcernFactory(school=cast.own)

    assert references(cast.dsl, "ottoline quennell") == [concern.reference]
    assert references(cast.lead_social_worker, "28/02/2013") == [concern.reference]
    assert references(cast.other_dsl, "ottoline") == []


def test_the_newest_come_first_however_they_were_found(cast, concern):
    first, second, third = (
        ConcernFactory(school=cast.own, raised_at=concern.raised_at + timedelta(hours=hour), **words)
        for hour, words in ((1, {}), (2, {"what_happened": "A zebra."}), (3, {}))
    )
    Circumstances.objects.create(concern=first, opinion="Zebra")
    OtherSubject.objects.create(concern=third, kind=OtherKind.PLACE, name="Zebra crossing", words="")

    found = [found.reference for found in find(cast.dsl, "zebra", 3)]

    assert found == [third.reference, second.reference, first.reference]


@pytest.mark.services
def test_postgresql_may_look_the_words_up(concern):
    """Not made anew row by row: what people may not see would be read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Concern.objects.filter(SENT_WORDS.holds("zebra")).order_by().explain()

    assert "Index Scan on concerns_concern_words" in plan


def test_finds_details_and_other_subjects(cast, concern):
    Circumstances.objects.create(concern=concern, opinion="Walrus", parents_words="Viper")
    ContextNote.objects.create(concern=concern, context="peers", words="Urchin")
    OtherSubject.objects.create(concern=concern, kind=OtherKind.PLACE, name="Tapir Lane", words="Snail")

    for typed in ("walrus", "viper", "urchin", "tapir", "snail"):
        assert references(cast.dsl, typed) == [concern.reference]


@pytest.mark.parametrize("kind", EntryKind)
def test_words_said_since_are_found_by_those_who_may_read_them(cast, concern, kind):
    author = cast.lead_social_worker
    Entry.objects.create(
        concern=concern, kind=kind, author=author, capacity="", at=concern.raised_at, body="Quokka"
    )

    def found_by(person) -> bool:
        return bool(references(person, "quokka"))

    assert found_by(cast.dsl) is (kind not in (EntryKind.STATUS, EntryKind.INTERNAL))
    assert found_by(cast.lead_social_worker) is (kind not in (EntryKind.STATUS, EntryKind.SCHOOL_NOTE))
    assert found_by(cast.head_of_service) is (
        kind not in (EntryKind.STATUS, EntryKind.INTERNAL, EntryKind.SCHOOL_NOTE)
    )


@pytest.mark.parametrize(
    "name", ["other_dsl", "other_social_worker", "senco", "inclusion_officer", "board_member", "nobody"]
)
def test_whoever_may_not_read_the_concern_finds_nothing_of_it(cast, concern, name):
    assert references(cast.people[name], "zebra") == []
    assert references(cast.people[name], concern.reference) == []


def test_costs_the_same_for_one_and_for_three(cast, concern, django_assert_max_num_queries):
    def asked() -> int:
        with django_assert_max_num_queries(50) as queries:
            references(cast.dsl, "zebra")
        return len(queries)

    asked()  # where the person stands is read once
    before = asked()
    for _ in range(2):
        ConcernFactory(school=cast.own, what_happened="Zebra again.")
    assert asked() == before

"""Concerns in the portal's search: whose words are found by whom."""

import pytest

from exclusions.concerns.enums import EntryKind, OtherKind
from exclusions.concerns.models import Circumstances, ContextNote, Entry, OtherSubject
from exclusions.concerns.searching import find
from tests.factories import ConcernFactory

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

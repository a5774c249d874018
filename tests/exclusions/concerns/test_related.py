"""Concerns that belong together: both ways, for those alone who read both; what is taken back stays."""

import pytest
from django.db import DatabaseError, transaction

from exclusions.concerns.models import Entry, Relation
from exclusions.concerns.related import offered_for, related_to
from exclusions.concerns.services import relate, seal_concern, unrelate
from portal.audit.models import Event
from portal.core.errors import Refused
from tests.factories import ConcernFactory, EnrolmentFactory


@pytest.fixture
def two(cast):
    return ConcernFactory(school=cast.own), ConcernFactory(school=cast.own)


def references(person, concern):
    return [related.concern.reference for related in related_to(concern, person)]


def test_it_stands_on_both_and_who_said_so_is_kept(cast, as_person, two):
    first, second = two
    page = as_person("dsl").post(
        f"/concerns/{second.reference}/link/",
        {"reference": first.reference.lower(), "because": "The same group"},
        follow=True,
    )

    assert "are linked" in page.text
    for one, other in ((first, second), (second, first)):
        text = as_person("lead_social_worker").get(one.get_absolute_url()).text
        assert "The same group" in text
        assert other.reference in text
    assert set(Event.objects.get(verb="concern.relate").subjects.values_list("reference", flat=True)) >= {
        first.reference,
        second.reference,
    }
    assert not Entry.objects.exists()


def test_a_sealed_one_shows_on_no_page_of_who_may_not_know_of_it(cast, as_person, two):
    first, second = two
    relate(concern=first, other=second, because="Narwhal", by=cast.dsl)
    seal_concern(
        concern=second, readers=[cast.dsl, cast.lead_social_worker], because="A relative.", by=cast.dsl
    )

    assert references(cast.dsl, first) == [second.reference]
    assert references(cast.headteacher, first) == []
    text = as_person("headteacher").get(first.get_absolute_url()).text
    assert second.reference not in text
    assert "Narwhal" not in text
    take_back = f"/concerns/{first.reference}/link/{second.reference}/take-back/"
    assert as_person("headteacher").get(take_back).status_code == 404


@pytest.mark.parametrize("wrong", ["other school", "unknown", "itself", "sealed", "twice", "no reason"])
def test_what_cannot_be_linked_is_refused_and_tells_nothing(cast, as_person, two, wrong):
    first, second = two
    strange = ConcernFactory(school=cast.other)
    if wrong == "sealed":
        seal_concern(
            concern=second, readers=[cast.dsl, cast.lead_social_worker], because="A relative.", by=cast.dsl
        )
    if wrong == "twice":
        relate(concern=second, other=first, because="Once", by=cast.dsl)
    reference = {"other school": strange, "itself": first}.get(wrong, second).reference
    data = {"reference": "C-ZZZZZ" if wrong == "unknown" else reference, "because": "Kept as typed"}
    if wrong == "no reason":
        data["because"] = " "

    page = as_person("headteacher").post(f"/concerns/{first.reference}/link/", data)

    says = {
        "itself": "this is the one you are looking at",
        "twice": "are linked already",
        "no reason": "Write why they belong together",
    }
    assert says.get(wrong, "There is no such concern that you may read") in page.text
    assert data["because"].strip() in page.text
    assert Relation.objects.count() == (wrong == "twice")


def test_the_service_asks_again_who_reads_what(cast, two):
    with pytest.raises(Refused, match="no such concern"):
        relate(concern=two[0], other=ConcernFactory(school=cast.other), because="Why", by=cast.dsl)


def test_the_same_child_and_the_same_surname_are_offered(cast):
    pupil = EnrolmentFactory(school=cast.own, pupil__surname="Rowan").pupil
    sister = EnrolmentFactory(school=cast.own, pupil__surname="ROWAN").pupil
    concern, same, other = (ConcernFactory(school=cast.own, pupil=p) for p in (pupil, pupil, sister))
    ConcernFactory(school=cast.own)
    ConcernFactory(school=cast.other, pupil__pupil__surname="Rowan")

    offered = dict(offered_for(concern, cast.dsl))

    assert {concern.reference: why for concern, why in offered.items()} == {
        same.reference: "the same child",
        other.reference: "same surname: brother or sister?",
    }
    relate(concern=concern, other=same, because="The same", by=cast.dsl)
    assert set(offered_for(concern, cast.dsl)) == {(other, "same surname: brother or sister?")}


def test_it_is_taken_back_and_stays_in_the_record(cast, as_person, two):
    first, second = two
    relation = relate(concern=first, other=second, because="The same group", by=cast.dsl)

    as_person("deputy_dsl").post(
        f"/concerns/{first.reference}/link/{second.reference}/take-back/", {"because": "Another group"}
    )

    relation.refresh_from_db()
    assert (relation.ended_by, relation.ended_because) == (cast.deputy_dsl, "Another group")
    assert references(cast.dsl, first) == []
    with pytest.raises(Refused, match="taken this back"):
        unrelate(relation=relation, because="Again", by=cast.dsl)
    with pytest.raises(DatabaseError), transaction.atomic():
        Relation.objects.filter(pk=relation.pk).update(because="Something else")
    assert relate(concern=second, other=first, because="After all", by=cast.dsl)

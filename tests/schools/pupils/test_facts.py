"""What is known about a pupil: one value of a kind at a time, history kept, nothing overwritten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import PupilFact, facts_on
from schools.pupils.services import end_fact, set_fact, set_needs, withdraw_fact
from tests.factories import PupilFactory

SEPTEMBER, JANUARY, JUNE = date(2025, 9, 1), date(2026, 1, 5), date(2026, 6, 1)


@pytest.fixture
def pupil(db):
    return PupilFactory(born_on=date(2013, 3, 14))


def know(pupil, value, starts_on, kind=FactKind.SEN_PROVISION, **changes):
    said = {"source": FactSource.SCHOOL_SYSTEM, "as_at": JUNE, "by": None}
    return set_fact(pupil=pupil, kind=kind, value=value, starts_on=starts_on, **{**said, **changes})


def needs(pupil, values, starts_on, **changes):
    said = {"source": FactSource.SCHOOL_SYSTEM, "as_at": JUNE, "by": None}
    return set_needs(pupil=pupil, values=values, starts_on=starts_on, **{**said, **changes})


def history(pupil, kind=FactKind.SEN_PROVISION):
    rows = PupilFact.objects.standing().filter(pupil=pupil, kind=kind).order_by("starts_on", "rank")
    return list(rows.values_list("value", "starts_on", "ends_on"))


def test_a_new_value_closes_the_former_one(pupil):
    know(pupil, "N", SEPTEMBER)
    know(pupil, "K", JANUARY)

    assert history(pupil) == [("N", SEPTEMBER, JANUARY - timedelta(days=1)), ("K", JANUARY, None)]


def test_a_value_learnt_later_fits_in_before_what_is_known(pupil):
    know(pupil, "E", JUNE)
    know(pupil, "N", SEPTEMBER)
    know(pupil, "K", JANUARY)

    assert history(pupil) == [
        ("N", SEPTEMBER, JANUARY - timedelta(days=1)),
        ("K", JANUARY, JUNE - timedelta(days=1)),
        ("E", JUNE, None),
    ]


def test_the_same_file_twice_changes_nothing_but_the_day_it_was_said(pupil):
    first = know(pupil, "K", SEPTEMBER, as_at=date(2025, 10, 1))
    know(pupil, "K", JANUARY, as_at=JANUARY, source=FactSource.CENSUS)

    first.refresh_from_db()
    assert (first.as_at, first.source) == (JANUARY, FactSource.CENSUS)
    assert history(pupil) == [("K", SEPTEMBER, None)]
    assert Event.objects.filter(verb="pupil.set_fact").count() == 1


def test_another_value_from_the_same_day_withdraws_the_first_as_replaced(pupil):
    wrong = know(pupil, "N", SEPTEMBER)
    know(pupil, "K", SEPTEMBER)

    wrong.refresh_from_db()
    assert wrong.withdrawn_at is not None
    assert history(pupil) == [("K", SEPTEMBER, None)]


def test_a_last_day_within_a_later_value_is_refused(pupil):
    know(pupil, "E", JANUARY)

    with pytest.raises(Refused, match="5 January 2026"):
        know(pupil, "K", SEPTEMBER, ends_on=JUNE)
    assert history(pupil) == [("E", JANUARY, None)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "Z"}, "not a code"),
        ({"starts_on": date(2012, 1, 1)}, "date of birth"),
        ({"ends_on": date(2025, 8, 1)}, "last day"),
        ({"starts_on": date(2106, 9, 1)}, "Check the year"),
        ({"as_at": date(2106, 9, 1)}, "in the future"),
    ],
)
def test_what_cannot_be_is_refused_in_words(pupil, changes, words):
    said = {"value": "K", "starts_on": SEPTEMBER, **changes}

    with pytest.raises(Refused, match=words):
        know(pupil, said.pop("value"), said.pop("starts_on"), **said)
    assert not PupilFact.objects.exists()


@pytest.mark.parametrize(("kind", "value"), [(FactKind.LOOKED_AFTER, "Y"), (FactKind.SOCIAL_WORKER, "CPP")])
def test_care_and_social_work_need_a_source(pupil, kind, value):
    with pytest.raises(Refused, match="Say where this comes from"):
        know(pupil, value, SEPTEMBER, kind=kind, source=FactSource.HAND)

    assert know(pupil, value, SEPTEMBER, kind=kind, source=FactSource.VIRTUAL_SCHOOL).value == value


def test_finer_ethnicities_and_single_languages_are_kept_as_sent(pupil):
    assert know(pupil, "BSOM", SEPTEMBER, kind=FactKind.ETHNICITY).value_words == "Black African (BSOM)"
    assert know(pupil, "URD", SEPTEMBER, kind=FactKind.FIRST_LANGUAGE).value_words == "URD"
    with pytest.raises(Refused):
        know(pupil, "urd", SEPTEMBER, kind=FactKind.FIRST_LANGUAGE)


def test_needs_are_ranked_and_replaced_together(pupil):
    know(pupil, "K", SEPTEMBER)
    needs(pupil, ["SEMH", "SLCN"], SEPTEMBER)
    needs(pupil, ["SEMH", "ASD"], JANUARY)

    assert facts_on([pupil.pk], SEPTEMBER)[pupil.pk].several(FactKind.SEN_NEED) == ("SEMH", "SLCN")
    assert facts_on([pupil.pk], JANUARY)[pupil.pk].several(FactKind.SEN_NEED) == ("SEMH", "ASD")
    assert history(pupil, FactKind.SEN_NEED) == [
        ("SEMH", SEPTEMBER, None),
        ("SLCN", SEPTEMBER, JANUARY - timedelta(days=1)),
        ("ASD", JANUARY, None),
    ]


def test_two_needs_may_change_places(pupil):
    know(pupil, "K", SEPTEMBER)
    needs(pupil, ["SEMH", "SLCN"], SEPTEMBER)
    needs(pupil, ["SLCN", "SEMH"], JANUARY)

    assert facts_on([pupil.pk], JANUARY)[pupil.pk].several(FactKind.SEN_NEED) == ("SLCN", "SEMH")


def test_needs_go_with_a_provision_and_end_with_it(pupil):
    with pytest.raises(Refused, match="SEN support or an EHC plan"):
        needs(pupil, ["SEMH"], SEPTEMBER)
    know(pupil, "E", SEPTEMBER)
    with pytest.raises(Refused, match="SEN support only"):
        needs(pupil, ["NSA"], SEPTEMBER)
    with pytest.raises(Refused, match="once"):
        needs(pupil, ["SEMH", "SEMH"], SEPTEMBER)
    needs(pupil, ["SEMH"], SEPTEMBER)

    know(pupil, "N", JANUARY)

    assert history(pupil, FactKind.SEN_NEED) == [("SEMH", SEPTEMBER, JANUARY - timedelta(days=1))]


def test_ending_and_withdrawing(pupil):
    fact = know(pupil, "K", SEPTEMBER)
    with pytest.raises(Refused, match="last day"):
        end_fact(fact=fact, ends_on=date(2025, 8, 1), by=None)
    end_fact(fact=fact, ends_on=JANUARY, by=None)
    with pytest.raises(WrongState):
        end_fact(fact=fact, ends_on=JUNE, by=None)
    assert facts_on([pupil.pk], JANUARY)[pupil.pk].one(FactKind.SEN_PROVISION) == "K"
    assert facts_on([pupil.pk], JUNE)[pupil.pk].one(FactKind.SEN_PROVISION) == ""

    withdraw_fact(fact=fact, reason="Another child’s", by=None)

    assert facts_on([pupil.pk], JANUARY)[pupil.pk].one(FactKind.SEN_PROVISION) == ""
    assert Event.objects.get(verb="pupil.withdraw_fact").reason == "Another child’s"
    with pytest.raises(WrongState):
        withdraw_fact(fact=fact, reason="Again", by=None)


def test_the_facts_of_many_pupils_come_in_one_query(pupil, django_assert_num_queries):
    other, unknown = PupilFactory(), PupilFactory()
    know(pupil, "K", SEPTEMBER)
    know(other, "E", SEPTEMBER)

    with django_assert_num_queries(1):
        known = facts_on([pupil.pk, other.pk, unknown.pk], timezone.localdate())

    assert [known[p.pk].one(FactKind.SEN_PROVISION) for p in (pupil, other, unknown)] == ["K", "E", ""]


def test_the_trail_names_the_kind_and_never_the_value(pupil):
    know(pupil, "CPP", SEPTEMBER, kind=FactKind.SOCIAL_WORKER)

    event = Event.objects.get()
    assert (event.verb, event.detail) == (
        "pupil.set_fact",
        {"kind": "social_worker", "source": "school_system", "first_day": "2025-09-01"},
    )

"""Counting a January census: who counts, in which year, under what, and what a second count replaces."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.audit.models import Event
from portal.core.errors import Refused
from schools.headcounts.census_day import census_day, last_census_day
from schools.headcounts.enums import Source
from schools.headcounts.models import Census, CensusCount
from schools.headcounts.services import Headcount, count_if_due, headcounts, take_census
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import Enrolment, PupilFact
from tests.factories import EnrolmentFactory, PupilFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CENSUS = date(2026, 1, 15)
BEFORE = date(2025, 9, 1)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def school():
    return SchoolFactory()


def on_roll(school, year_group="8", *, sex="F", facts=None, **kwargs):
    pupil = PupilFactory(sex=sex)
    EnrolmentFactory(school=school, pupil=pupil, year_group=year_group, **{"starts_on": BEFORE, **kwargs})
    for kind, value in (facts or {}).items():
        fact(pupil, kind, value)
    return pupil


def fact(pupil, kind, value, starts_on=BEFORE, **kwargs):
    as_at = {"source": FactSource.CENSUS, "as_at": starts_on}
    return PupilFact.objects.create(
        pupil=pupil, kind=kind, value=value, starts_on=starts_on, **as_at, **kwargs
    )


def numbers(school, characteristic="total") -> dict[tuple[str, str], int]:
    rows = CensusCount.objects.filter(census__school=school, characteristic=characteristic)
    return {
        (value, year): number for value, year, number in rows.values_list("value", "year_group", "number")
    }


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, 18), (2025, 16), (2026, 15), (2027, 21), (2028, 20), (2032, 15), (2037, 15)],
)
def test_the_census_is_on_the_third_thursday_of_january(year, day):
    assert census_day(year) == date(year, 1, day)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2026, 1, 14), date(2025, 1, 16)),
        (date(2026, 1, 15), date(2026, 1, 15)),
        (date(2026, 12, 31), date(2026, 1, 15)),
    ],
)
def test_the_last_census_up_to_a_day(on, last):
    assert last_census_day(on) == last


def test_who_was_on_roll_on_the_day_counts_once_in_the_year_of_then(school):
    on_roll(school, "8")
    on_roll(school, "9", year_since=date(2026, 9, 1))
    on_roll(school, "1", year_since=date(2026, 9, 1))
    on_roll(school, "8", ends_on=CENSUS)
    on_roll(school, "8", ends_on=CENSUS - timedelta(days=1))
    on_roll(school, "8", starts_on=CENSUS + timedelta(days=1))
    on_roll(school, "8", status=Enrolment.Status.SUBSIDIARY)
    on_roll(school, "8", status=Enrolment.Status.GUEST)
    on_roll(school, "8", status=Enrolment.Status.MAIN)

    take_census(on=CENSUS, by=None)

    assert numbers(school) == {("", ""): 5, ("", "8"): 4, ("", "R"): 1}


def test_characteristics_are_those_of_the_day_and_finer_codes_count_as_the_main_one(school):
    on_roll(
        school,
        facts={
            FactKind.ETHNICITY: "BSOM",
            FactKind.SEN_PROVISION: "E",
            FactKind.FREE_MEALS: "Y",
            FactKind.FIRST_LANGUAGE: "SOM",
            FactKind.LOOKED_AFTER: "Y",
        },
    )
    other = on_roll(school, sex="M", facts={FactKind.ETHNICITY: "BAFR", FactKind.FIRST_LANGUAGE: "ENG"})
    fact(other, FactKind.FREE_MEALS, "Y", starts_on=CENSUS + timedelta(days=1))
    fact(other, FactKind.SEN_PROVISION, "K", ends_on=CENSUS - timedelta(days=1))
    fact(other, FactKind.LOOKED_AFTER, "Y", withdrawn_at=MONDAY)

    take_census(on=CENSUS, by=None)

    assert numbers(school, "ethnicity") == {("BAFR", ""): 2, ("BAFR", "8"): 2}
    assert numbers(school, "sex") == {("F", ""): 1, ("F", "8"): 1, ("M", ""): 1, ("M", "8"): 1}
    for characteristic, value in (
        ("sen_provision", "E"),
        ("free_meals", "Y"),
        ("language", "EAL"),
        ("looked_after", "Y"),
    ):
        assert numbers(school, characteristic) == {(value, ""): 1, (value, "8"): 1}


def test_a_second_count_replaces_the_first_and_leaves_what_was_imported(school, cast):
    on_roll(school)
    imported = Census.objects.create(school=school, on=CENSUS, source=Source.IMPORTED)
    imported.counts.create(characteristic="total", number=7)
    take_census(on=CENSUS, by=cast.administrator)
    on_roll(school)
    take_census(on=CENSUS, by=cast.administrator)

    assert sorted(CensusCount.objects.filter(characteristic="total", year_group="", census__school=school)
                  .values_list("census__source", "number")) == [("counted", 2), ("imported", 7)]  # fmt: skip
    assert Event.objects.filter(verb="headcounts.count").count() == 2


def test_the_denominator_is_the_imported_number_where_there_is_one(school, django_assert_num_queries):
    on_roll(school)
    bare, both = SchoolFactory(), SchoolFactory()
    on_roll(both)
    take_census(on=CENSUS, by=None)
    Census.objects.create(school=both, on=CENSUS, source=Source.IMPORTED).counts.create(
        characteristic="total", number=812
    )

    with django_assert_num_queries(1):
        found = headcounts([school.pk, bare.pk, both.pk], MONDAY.date())

    assert found == {
        school.pk: Headcount(1, CENSUS, Source.COUNTED),
        both.pk: Headcount(812, CENSUS, Source.IMPORTED),
    }


@pytest.mark.parametrize("on", [date(2025, 1, 16), date(2027, 1, 21), date(2026, 1, 14)])
def test_only_the_last_census_is_counted(on):
    with pytest.raises(Refused, match="last January census"):
        take_census(on=on, by=None)


def test_it_is_counted_by_itself_once_it_has_come_and_not_again(school, clock):
    on_roll(school)
    assert (count_if_due(), count_if_due()) == (1, 0)

    clock.move_to(datetime(2027, 1, 21, 9, 0, tzinfo=UTC))
    assert count_if_due() == 1
    assert list(Census.objects.order_by("on").values_list("on", flat=True)) == [CENSUS, date(2027, 1, 21)]


def test_counting_takes_the_same_queries_however_many_pupils(school, django_assert_max_num_queries):
    def asked() -> int:
        with django_assert_max_num_queries(40) as queries:
            take_census(on=CENSUS, by=None)
        return len(queries)

    on_roll(school, facts={FactKind.SEN_PROVISION: "K"})
    asked()  # the first has nothing to replace
    before = asked()
    for _ in range(3):
        on_roll(SchoolFactory(), facts={FactKind.SEN_PROVISION: "K"})
    assert asked() == before

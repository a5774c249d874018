"""What a virtual school head reads of measures: of whom, at which school, and never a separation."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.measures.models import Measure
from schools.pupils.enums import FactKind
from schools.pupils.models import PupilFact
from tests.factories.measures import DirectionFactory, MoveFactory, SeparationFactory, TimetableFactory


def know(measure, kind, value, **more):
    since = date(2025, 1, 1)
    given = {"starts_on": since, "source": "virtual_school", "as_at": since, **more}
    PupilFact.objects.create(pupil=measure.pupil, kind=kind, value=value, **given)
    return measure


@pytest.fixture
def of_the_virtual_school(cast):
    return [
        know(DirectionFactory(school=cast.own), FactKind.LOOKED_AFTER, "Y"),
        know(MoveFactory(school=cast.other), FactKind.PREVIOUSLY_LOOKED_AFTER, "A"),
        know(TimetableFactory(school=cast.own), FactKind.SOCIAL_WORKER, "CIN"),
    ]


def test_those_of_pupils_in_care_and_no_others(cast, as_person, of_the_virtual_school):
    yesterday = timezone.localdate() - timedelta(days=1)
    others = [
        DirectionFactory(school=cast.own),
        know(MoveFactory(school=cast.own), FactKind.PREVIOUSLY_LOOKED_AFTER, "N"),
        know(TimetableFactory(school=cast.own), FactKind.SOCIAL_WORKER, "NONE"),
        know(SeparationFactory(school=cast.own), FactKind.LOOKED_AFTER, "Y"),
        know(DirectionFactory(school=cast.own), FactKind.LOOKED_AFTER, "Y", ends_on=yesterday),
    ]
    browser = as_person("virtual_school_head")

    seen = Measure.objects.visible_to(cast.virtual_school_head)
    assert set(seen) == {Measure.objects.get(pk=each.pk) for each in of_the_virtual_school}
    answers = [
        [browser.get(each.get_absolute_url()).status_code for each in rows]
        for rows in (of_the_virtual_school, others)
    ]
    assert answers == [[200] * 3, [404] * 5]


def test_a_fact_with_another_record_of_the_child_counts(cast):
    kept, merged = DirectionFactory(school=cast.own), DirectionFactory(school=cast.own)
    merged.pupil.merged_into = kept.pupil
    merged.pupil.save()
    know(kept, FactKind.LOOKED_AFTER, "Y")
    assert Measure.objects.visible_to(cast.virtual_school_head).count() == 2


def test_they_read_and_record_nothing(cast, as_person, of_the_virtual_school):
    browser, mine = as_person("virtual_school_head"), of_the_virtual_school[0]
    page = browser.get(mine.get_absolute_url()).content.decode()
    assert "Correct this record" not in page
    assert browser.get(reverse("measures:correct", args=[mine.reference])).status_code == 403
    assert browser.get(reverse("measures:list", args=["separations"])).status_code == 403
    rows = browser.get(reverse("measures:list", args=["directions"])).content.decode()
    assert mine.reference in rows


def test_the_list_asks_the_same_however_many(cast, as_person, of_the_virtual_school):
    browser, counts, address = as_person("virtual_school_head"), [], reverse("measures:index")
    for _ in range(2):
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
        for _ in range(2):
            know(DirectionFactory(), FactKind.LOOKED_AFTER, "Y")
    assert counts[0] == counts[1]

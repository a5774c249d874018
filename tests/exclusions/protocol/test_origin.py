"""Where a case came from is told to those who read that concern (decision 28)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.services import seal_concern
from exclusions.protocol.chronology import happenings
from exclusions.protocol.models import Case
from exclusions.protocol.services import open_case
from portal.core.templatetags.portal import plain_date, short_date
from portal.exports.everything import columns_of
from portal.exports.one_school import ReferredTo
from tests.access_rows.people import CASE_READERS, CONCERN_READERS
from tests.exclusions.concerns.test_sealing import NAMED
from tests.factories import ConcernFactory, UserFactory

RAISED = timezone.now() - timedelta(days=30)


@pytest.fixture
def case(cast):
    concern = ConcernFactory(school=cast.own, raised_by=UserFactory(name="Wilma Writer"), raised_at=RAISED)
    return open_case(
        concern=concern,
        pupil=concern.subjects.get().pupil,
        is_urgent=False,
        head_considering_exclusion=False,
        by=cast.lead_social_worker,
    )


def seal(cast, concern):
    readers = [cast.people[name] for name in NAMED]
    seal_concern(concern=concern, readers=readers, because="Her aunt works here.", by=cast.dsl)


def told(cast, as_person, name, case):
    """Every place in which a case tells of its concern, and whether this person reads it there."""
    page = as_person(name).get(case.get_absolute_url()).text
    timeline = as_person(name).get(reverse("protocol:part", args=[case.reference, "timeline"])).text
    events = list(happenings(cast.people[name], case.pupil))
    pupil = as_person(name).get(f"/pupils/{case.pupil.reference}/").text
    return {
        "its page": case.concern.reference in page,
        "the day": short_date(case.concern.raised_at) in page,
        "its author": "Wilma Writer" in page.split("What was recorded")[1],
        "day in the chronology": any(event.on == RAISED.date() for event in events),
        "author in the chronology": any(event.who == "Wilma Writer" for event in events),
        "author in the timeline": "Wilma Writer" in timeline,
        "day in the timeline": short_date(case.concern.raised_at) in timeline
        or plain_date(case.concern.raised_at) in timeline,
        "list": case.concern.reference in as_person(name).get("/cases/").text,
        "pupil": case.concern.reference in pupil and name not in CONCERN_READERS,
    }


NEVER = {"list": False, "pupil": False}


@pytest.mark.parametrize("name", CASE_READERS)
def test_who_reads_the_concern_sees_where_the_case_came_from(cast, as_person, case, name):
    reads = name in CONCERN_READERS

    assert (
        told(cast, as_person, name, case)
        == {
            "its page": reads,
            "the day": reads,
            "its author": reads,
            "day in the chronology": reads,
            "author in the chronology": reads,
            "author in the timeline": reads,
            "day in the timeline": reads,
        }
        | NEVER
    )


@pytest.mark.parametrize("name", CASE_READERS)
def test_of_a_sealed_one_those_named_alone(cast, as_person, case, name):
    seal(cast, case.concern)
    reads = name in NAMED

    assert as_person(name).get(case.get_absolute_url()).status_code == 200
    assert (
        told(cast, as_person, name, case)
        == {
            "its page": reads,
            "the day": reads,
            "its author": reads,
            "day in the chronology": reads,
            "author in the chronology": reads,
            "author in the timeline": reads,
            "day in the timeline": reads,
        }
        | NEVER
    )


def test_a_school_that_leaves_takes_the_case_without_its_sealed_origin(cast, case):
    heads = [field.attname for field in columns_of(Case)]
    place = heads.index("concern_id")
    row = tuple(getattr(case, field.attname) for field in columns_of(Case))

    (before,) = ReferredTo().passing(Case, heads, [row])
    seal(cast, case.concern)
    (after,) = ReferredTo().passing(Case, heads, [row])

    assert before == row
    assert after == (*row[:place], None, *row[place + 1 :])


def test_no_template_asks_a_case_itself_for_its_concern():
    templates = Path(settings.BASE_DIR).glob("*/*/templates/**/*.html")

    assert [path.name for path in templates if "case.concern." in path.read_text()] == []

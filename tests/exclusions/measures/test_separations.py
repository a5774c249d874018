"""Separations: who reads them, what no reader of the other pupil learns, reviews, alerts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from exclusions.concerns.enums import Part
from exclusions.concerns.models import ConcernSubject
from exclusions.concerns.services import seal_concern
from exclusions.measures.enums import State
from exclusions.measures.models import Measure, Separation
from exclusions.measures.searching import find
from exclusions.measures.services import take_step, tell_of_dues, work_out
from exclusions.risk.models import Alert
from exclusions.risk.services import find_alerts
from exclusions.suspensions.models import Suspension
from portal.notices.models import Notice
from schools.pupils.chronology import chronology
from schools.pupils.holdings import held
from tests.cast import EVERYONE
from tests.exclusions.measures.conftest import on
from tests.factories import ConcernFactory, EnrolmentFactory, SeparationFactory

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
READERS = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
}
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def other(cast):
    return EnrolmentFactory(school=cast.own, pupil__surname="Quill").pupil


@pytest.fixture
def concern(cast, pupil, other):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl, pupil=pupil)
    ConcernSubject.objects.create(concern=concern, pupil=other, part=Part.MAY_HAVE_HARMED)
    return concern


def typed(**more):
    content = {
        "part": "harmed",
        **on("starts_on", TODAY),
        **on("planned_end_on", date(2026, 11, 23)),
        "reasons": "Cannot meet while it is looked into.",
        "alternatives": "Other classes were tried.",
        "education": "Online lessons.",
        "led_by": "Ms Hale",
    }
    return {**content, **more}


@pytest.fixture
def separation(cast, pupil, concern, as_person):
    url = reverse("measures:new", args=["separations", pupil.reference, cast.own.urn])
    as_person("dsl").post(url, typed(concern=concern.reference.lower()))
    return Separation.objects.get()


@pytest.mark.parametrize("name", EVERYONE)
def test_only_readers_of_concerns_learn_of_it(cast, pupil, as_person, separation, name):
    person, browser = cast.people[name], as_person(name)
    reads = name in READERS

    assert Measure.objects.visible_to(person).exists() == reads
    assert (browser.get(separation.get_absolute_url()).status_code == 200) == reads
    assert bool(find(person, separation.reference, 5)) == reads
    assert (separation.reference in [h.reference for h in chronology(person, pupil)]) == reads
    assert Notice.objects.filter(user=person, about=separation.reference).exists() == (
        name in {"deputy_dsl", "headteacher", "lead_social_worker", "deputy_social_worker"}
    )


def test_it_stands_apart_from_everything_about_behaviour(cast, pupil, as_person, separation):
    browser = as_person("dsl")

    measures = browser.get(reverse("pupils:tab", args=[pupil.reference, "measures"])).content.decode()
    risk = browser.get(reverse("pupils:tab", args=[pupil.reference, "risk"])).content.decode()

    assert separation.reference not in measures
    assert separation.reference in risk
    assert not Suspension.objects.exists()
    assert held(pupil, cast.own)["moves, directions and timetables"] == 0


def test_the_other_pupil_is_named_nowhere(cast, pupil, other, as_person, separation):
    browser = as_person("dsl")
    addresses = [
        separation.get_absolute_url(),
        reverse("measures:list", args=["separations"]),
        reverse("pupils:tab", args=[pupil.reference, "risk"]),
        reverse("measures:correct", args=[separation.reference]),
    ]

    for address in addresses:
        page = browser.get(address).content.decode()
        assert "Quill" not in page, address
        assert other.reference not in page, address


def test_what_a_seal_hides_hides_the_separation_too(cast, pupil, concern, separation):
    work_out(separation)
    seal_concern(
        concern=concern,
        because="A colleague’s child",
        readers=[cast.dsl, cast.headteacher, cast.lead_social_worker],
        by=cast.dsl,
    )

    seen = {name for name in EVERYONE if Measure.objects.visible_to(cast.people[name]).exists()}

    assert seen == {"dsl", "headteacher", "lead_social_worker"}
    assert held(pupil, cast.own)["safeguarding separations"] == 0
    with time_machine.travel(datetime(2026, 12, 10, 9, tzinfo=NOW.tzinfo)):
        Notice.objects.all().delete()
        tell_of_dues()
        find_alerts(date(2026, 12, 10))
    assert {n.user for n in Notice.objects.filter(about=separation.reference)} == {cast.dsl}
    assert not Alert.objects.filter(rule__startswith="separation").exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"concern": "C-NONE9"}, "You read no concern with this reference"),
        ({"part": "guilty"}, "Select a valid choice"),
        ({"alternatives": ""}, "Write what else was considered"),
        ({"education": ""}, "Write what education the pupil has"),
        (on("planned_end_on", date(2026, 11, 16)), "The last day must be on or after the first day"),
    ],
)
def test_what_cannot_be_is_named(cast, pupil, as_person, changed, error):
    url = reverse("measures:new", args=["separations", pupil.reference, cast.own.urn])

    answer = as_person("dsl").post(url, typed(**changed))

    assert error in answer.content.decode()
    assert not Separation.objects.exists()


def test_a_concern_of_others_is_not_known_here(cast, pupil, as_person):
    foreign = ConcernFactory(school=cast.own)
    url = reverse("measures:new", args=["separations", pupil.reference, cast.own.urn])

    answer = as_person("dsl").post(url, typed(concern=foreign.reference))

    assert "You read no concern with this reference" in answer.content.decode()


def test_what_is_owed_at_once_and_every_five_school_days(cast, as_person, separation):
    page = as_person("dsl").get(separation.get_absolute_url()).content.decode()
    for words in (
        "Tell the parents why",
        "section 19 of the Education Act 1996",
        "education in place from the first day",
        # Friday is an INSET day.
        "by 25 November 2026",
    ):
        assert words in page, words

    def take(verb, day, **given):
        separation.refresh_from_db()
        take_step(
            measure=separation, verb=verb, on=day, by=cast.dsl, seen_revision=separation.revision, **given
        )
        separation.refresh_from_db()

    for verb in ("tell_parents", "tell_authority"):
        take(verb, TODAY, extras={"how": "phone"})
    take("educate", TODAY)
    assert separation.next_due_on == date(2026, 11, 25)
    take("review", TODAY, note="Still needed.", extras={"attended": "Ms Hale"})
    take("end", TODAY, note="Other classes.", extras={"outcome": "other", "back_on": date(2026, 11, 18)})
    assert (separation.state, separation.next_due_on) == (State.ENDED, date(2026, 11, 19))
    take(
        "meet",
        TODAY,
        note="All right.",
        extras={
            "attended": "Mother",
            "parents_came": "yes",
            "adjustments": "A companion",
            "named_adult": "Ms Hale",
            "review_on": date(2026, 12, 1),
        },
    )
    assert separation.next_due_on is None


def test_alerts_over_ten_school_days_and_again_in_a_term(cast, pupil):
    # Ten school days after Monday 2 November are Monday the 16th.
    long = SeparationFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 11, 2))
    SeparationFactory(school=cast.own, starts_on=date(2026, 11, 4))
    SeparationFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 9, 10), state=State.ENDED)
    twice = SeparationFactory(school=cast.own, starts_on=date(2026, 9, 10), state=State.ENDED)
    SeparationFactory(school=cast.own, pupil=twice.pupil, starts_on=date(2026, 7, 1), state=State.ENDED)

    find_alerts(TODAY)

    found = Alert.objects.filter(rule__startswith="separation").order_by("rule")
    assert [(a.rule, a.pupil, a.evidence) for a in found] == [
        ("separation_again", pupil, [long.reference]),
        ("separation_long", pupil, [long.reference]),
    ]


def test_a_head_reads_and_leaves_the_recording_to_the_safeguarding_lead(cast, pupil, as_person, separation):
    browser = as_person("headteacher")

    page = browser.get(separation.get_absolute_url())
    new = browser.get(reverse("measures:new", args=["separations", pupil.reference, cast.own.urn]))

    assert (page.status_code, new.status_code) == (200, 403)
    assert "What happened?" not in page.content.decode()

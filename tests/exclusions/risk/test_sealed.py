"""Alerts of rules beside sealed concerns: nobody learns from one what they may not read (decision 28)."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import Category
from exclusions.concerns.services import lift_seal, seal_concern
from exclusions.risk.models import Alert, AlertConcern
from exclusions.risk.reading import tell
from exclusions.risk.services import find_alerts, settle_alert
from portal.exports.one_school import rows_of
from tests.exclusions.concerns.test_sealing import NAMED, READERS
from tests.factories import AlertFactory, ConcernFactory, EnrolmentFactory


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


def raised(cast, pupil, category=Category.BULLYING):
    return ConcernFactory(school=cast.own, pupil=pupil, raised_by=cast.dsl, categories=[category])


def seal(cast, concern):
    readers = [cast.people[name] for name in NAMED]
    seal_concern(concern=concern, readers=readers, because="Her aunt works here.", by=cast.dsl)


def shown(cast, as_person, name, alert, pupil):
    """Every place in which an alert stands, and whether it is there for this person."""
    client = as_person(name)
    return {
        "list": alert.reference in client.get(reverse("risk:alerts")).text,
        "its page": client.get(alert.get_absolute_url()).status_code == 200,
        "pupil’s tab": alert.reference in client.get(f"/pupils/{pupil.reference}/risk/").text,
        "count at the school": "1 open rule alert" in client.get(cast.own.get_absolute_url()).text,
        "export": alert.reference in client.get("/risk/alerts/?export=csv").getvalue().decode(),
    }


@pytest.mark.parametrize("name", READERS)
def test_an_alert_that_a_sealed_concern_raised_is_there_for_those_named_alone(cast, as_person, pupil, name):
    concern = raised(cast, pupil, Category.MISSING)
    (alert,) = find_alerts(timezone.localdate())
    before = shown(cast, as_person, name, alert, pupil)
    seal(cast, concern)

    after = shown(cast, as_person, name, alert, pupil)

    assert set(before.values()) == {True}, before
    assert set(after.values()) == {name in NAMED}, after


@pytest.mark.parametrize("name", READERS)
def test_an_alert_that_stands_without_it_speaks_of_the_others_alone(cast, as_person, pupil, name):
    concerns = [raised(cast, pupil) for _ in range(4)]
    (alert,) = find_alerts(timezone.localdate())
    seal(cast, concerns[0])

    texts = [
        as_person(name).get(alert.get_absolute_url()).text,
        as_person(name).get(f"/pupils/{pupil.reference}/risk/").text,
    ]

    count = 4 if name in NAMED else 3
    assert [f"{count} concerns within 90 days" in text for text in texts] == [True, True]
    assert [concern.reference in texts[0] for concern in concerns] == [name in NAMED, True, True, True]
    assert concerns[0].reference not in texts[1]


def test_one_too_few_without_it_and_the_alert_is_not_there(cast, pupil):
    concerns = [raised(cast, pupil) for _ in range(3)]
    (alert,) = find_alerts(timezone.localdate())
    seal(cast, concerns[0])
    visible = [person for person in READERS if Alert.objects.visible_to(cast.people[person]).exists()]
    lift_seal(concern=concerns[0], because="Over.", by=cast.dsl)

    assert visible == NAMED
    assert list(Alert.objects.visible_to(cast.headteacher)) == [alert]


def test_a_newer_concern_brings_an_open_alert_to_those_who_read_it(cast, pupil):
    first = raised(cast, pupil, Category.MISSING)
    (alert,) = find_alerts(timezone.localdate())
    seal(cast, first)
    second = raised(cast, pupil, Category.MISSING)

    assert find_alerts(timezone.localdate()) == []

    (told,) = tell(cast.headteacher, Alert.objects.visible_to(cast.headteacher))
    assert (told.alert, told.concerns) == (alert, [second])
    (everything,) = tell(cast.dsl, [alert])
    assert everything.concerns == [first, second]


def test_a_settled_alert_goes_with_its_concern_too(cast, as_person, pupil):
    concern = raised(cast, pupil, Category.MISSING)
    (alert,) = find_alerts(timezone.localdate())
    settle_alert(alert=alert, verb="act", because="Spoke to her.", by=cast.dsl)
    seal(cast, concern)

    assert as_person("headteacher").get(alert.get_absolute_url()).status_code == 404


def test_a_school_that_leaves_takes_no_alert_of_a_sealed_concern(cast, pupil):
    open_one = AlertFactory(school=cast.own)
    concern = raised(cast, pupil, Category.MISSING)
    find_alerts(timezone.localdate())
    seal(cast, concern)

    assert list(rows_of(Alert, cast.own)) == [open_one]
    assert not rows_of(AlertConcern, cast.own).exists()


def test_alerts_of_old_forget_the_text_and_keep_the_concerns(cast, pupil):
    concern = raised(cast, pupil)
    old = AlertFactory(
        school=cast.own,
        pupil=pupil,
        reasons=["1 concern", f"{concern.reference}, 1 May 2026"],
        evidence=[concern.reference],
    )
    judged = AlertFactory(school=cast.own, rule="judged_high", reasons=["Risk"], evidence=["R-AAAAAA"])
    migration = importlib.import_module("exclusions.risk.migrations.0003_alerts_name_their_concerns")

    migration.from_text_to_rows(apps, connection.schema_editor())

    old.refresh_from_db()
    judged.refresh_from_db()
    assert (old.reasons, old.evidence, old.rests_on.get().concern) == ([], [], concern)
    assert (judged.reasons, judged.evidence) == (["Risk"], ["R-AAAAAA"])


def test_the_list_costs_the_same_with_seals(cast, pupil, django_assert_num_queries):
    concern = raised(cast, pupil, Category.MISSING)
    find_alerts(timezone.localdate())
    seal(cast, concern)
    list(Alert.objects.visible_to(cast.dsl))

    with django_assert_num_queries(1):
        assert len(Alert.objects.visible_to(cast.dsl)) == 1

"""Keeping a pupil's details on the pages: who may, what is refused in words, what is written down."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Event
from portal.core.errors import Refused
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import Pupil, PupilFact
from schools.pupils.services import correct_details, set_fact
from tests.factories import EnrolmentFactory, PupilFactory
from tests.factories.schools import upn_number


@pytest.fixture
def pupil(cast):
    enrolment = EnrolmentFactory(
        school=cast.own, pupil__upn=upn_number(5), pupil__forename="Zara", pupil__surname="Rowan"
    )
    return enrolment.pupil


def address(name, pupil, *more):
    return reverse(f"pupils:{name}", args=[pupil.reference, *more])


def details(pupil, **changes):
    day = pupil.born_on
    said = {
        "forename": pupil.forename,
        "surname": pupil.surname,
        "born_on_0": day.day,
        "born_on_1": day.month,
        "born_on_2": day.year,
        "sex": pupil.sex,
        "upn": pupil.upn,
    }
    return {**said, **changes}


def day(name, on):
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}


def test_a_corrected_name_is_found_at_once(cast, as_person, pupil):
    client = as_person("dsl")

    client.post(address("correct", pupil), details(pupil, surname="Ashdown"))

    assert list(Pupil.objects.matching("ashdown")) == [pupil]
    event = Event.objects.get(verb="pupil.correct")
    assert event.detail == {"fields": ["surname"]}
    assert "Ashdown" not in str(event.detail)


def test_a_new_upn_keeps_the_former_one_with_the_reason(cast, as_person, pupil):
    client, former = as_person("administrator"), pupil.upn

    asked = client.post(address("correct", pupil), details(pupil, upn=upn_number(9)))
    assert "Say why the UPN changes" in asked.content.decode()
    client.post(address("correct", pupil), details(pupil, upn=upn_number(9), reason="Permanent now"))

    pupil.refresh_from_db()
    assert pupil.upn == upn_number(9)
    kept = pupil.former_upns.get()
    assert (kept.upn, kept.reason, kept.entered_by) == (former, "Permanent now", cast.administrator)


def test_a_upn_of_another_pupil_is_refused_without_a_word_about_them(cast, as_person, pupil):
    other = PupilFactory(upn=upn_number(9), surname="Secret")

    html = as_person("dsl").post(address("correct", pupil), details(pupil, upn=other.upn, reason="x"))

    assert "Another pupil has this UPN" in html.content.decode()
    assert "Secret" not in html.content.decode()
    pupil.refresh_from_db()
    assert pupil.upn == upn_number(5)
    assert not pupil.former_upns.exists()


def test_a_birthday_after_the_first_day_on_roll_is_refused(cast, pupil):
    said = {name: getattr(pupil, name) for name in ("forename", "surname", "preferred_name", "sex", "upn")}

    with pytest.raises(Refused, match="Check the year"):
        correct_details(pupil=pupil, born_on=date(2025, 1, 1), reason="", by=cast.dsl, **said)


def test_adding_what_is_known(cast, as_person, pupil):
    said = {"what": "sen_provision:K", "source": FactSource.HAND}
    days = {**day("starts_on", date(2026, 9, 1)), **day("as_at", date(2026, 9, 2))}

    as_person("dsl").post(address("add_fact", pupil), {**said, **days})

    fact = PupilFact.objects.get()
    assert (fact.kind, fact.value, fact.starts_on, fact.entered_by) == (
        FactKind.SEN_PROVISION,
        "K",
        date(2026, 9, 1),
        cast.dsl,
    )


def test_looked_after_by_hand_is_refused_in_words(as_person, pupil):
    said = {"what": "looked_after:Y", "source": FactSource.HAND}
    days = {**day("starts_on", date(2026, 9, 1)), **day("as_at", date(2026, 9, 2))}

    html = as_person("dsl").post(address("add_fact", pupil), {**said, **days}).content.decode()

    assert "Say where this comes from" in html
    assert not PupilFact.objects.exists()


def test_administrators_enter_only_what_they_may_read(as_person, pupil):
    html = as_person("administrator").get(address("add_fact", pupil)).content.decode()

    assert "sen_provision:K" in html
    assert "looked_after:Y" not in html
    assert "social_worker:CPP" not in html


def test_a_mistake_is_withdrawn_and_stays_to_be_read(cast, as_person, pupil):
    fact = set_fact(
        pupil=pupil,
        kind=FactKind.FREE_MEALS,
        value="Y",
        starts_on=date(2026, 9, 1),
        source=FactSource.HAND,
        as_at=date(2026, 9, 1),
        by=None,
    )
    client, url = as_person("dsl"), address("end_fact", pupil, fact.pk)

    assert "Say what was wrong" in client.post(url, {"how": "mistake"}).content.decode()
    client.post(url, {"how": "mistake", "reason": "Another child’s"})

    fact.refresh_from_db()
    assert fact.withdrawn_at is not None
    assert "Entered by mistake" in client.get(address("details", pupil)).content.decode()
    assert client.get(url).status_code == 404


def test_a_need_without_a_provision_says_what_to_do_first(as_person, pupil):
    days = {**day("starts_on", date(2026, 9, 1)), **day("as_at", date(2026, 9, 2))}

    html = as_person("dsl").post(
        address("set_needs", pupil), {"first": "SEMH", "source": FactSource.HAND, **days}
    )

    assert "Give the provision from that day first" in html.content.decode()


def test_leaving_for_another_school_starts_the_way_of_the_file(cast, as_person, pupil):
    today = timezone.localdate()
    said = {"reason": "moved", "next_school": str(cast.other.urn), **day("ends_on", today)}

    as_person("dsl").post(address("leave", pupil, cast.own.urn), said)

    assert pupil.enrolments.get().destination == cast.other
    assert pupil.transfers.get().first_day == today + timedelta(days=1)


def test_a_urn_that_is_none_is_said(cast, as_person, pupil):
    said = {"reason": "moved", "next_school": "123", **day("ends_on", timezone.localdate())}

    html = as_person("dsl").post(address("leave", pupil, cast.own.urn), said).content.decode()

    assert "No school has this URN" in html
    assert pupil.enrolments.get().ends_on is None


def test_a_year_that_does_not_fit_the_age_is_a_warning(cast, as_person, pupil):
    said = {"year_group": "13", **day("since", timezone.localdate())}

    page = as_person("dsl").post(address("change_year", pupil, cast.own.urn), said, follow=True)

    assert "Children of this age are usually in" in page.content.decode()
    assert pupil.enrolments.get().year_group == "13"


def test_an_attempt_to_admit_that_fails_keeps_what_was_typed(cast, as_person, pupil):
    said = {
        "school": cast.other.urn,
        "upn": upn_number(99),
        "year_group": "8",
        **day("born_on", pupil.born_on),
        **day("starts_on", timezone.localdate()),
    }

    html = as_person("other_dsl").post(reverse("pupils:admit"), said).content.decode()

    assert "No pupil in the portal has this UPN" in html
    assert upn_number(99) in html


@pytest.mark.parametrize("name", ["correct", "add_fact", "set_needs"])
def test_nonsense_is_a_sentence_and_never_an_error(as_person, pupil, name):
    nonsense = dict.fromkeys(("forename", "surname", "upn", "what", "source", "first"), "\x00<💥" * 50)

    response = as_person("dsl").post(address(name, pupil), {**nonsense, "born_on_0": "x", "as_at_1": "99"})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()

"""Education that was found: by whom, from when; what it carries out; falling through."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.suspensions.desk.providing import end_provision, provision_of, record_provision
from exclusions.suspensions.models import Duty, Provision
from portal.core.errors import Refused, WrongState
from tests.exclusions.suspensions.desk.conftest import DAY, MONDAY, excluded_at, results, text_of
from tests.factories import SchoolFactory

SIXTH = date(2026, 9, 21)


def found(exclusion, cast, seen_number=0, **more):
    said = {"kind": "alternative", "provider": "The Bridge", "starts_on": SIXTH, **more}
    return record_provision(suspension=exclusion, by=cast.inclusion_officer, seen_number=seen_number, **said)


def typed(**more):
    day = {"starts_on_0": "21", "starts_on_1": "9", "starts_on_2": "2026"}
    return {"kind": "tuition", "provider": "Kind Tutors", "seen_number": "0", **day, **more}


def duty(exclusion, code="sixth_day"):
    return Duty.objects.get(suspension=exclusion, code=code)


def test_what_was_found_carries_out_the_duty(cast, exclusion):
    found(exclusion, cast, told_on=MONDAY + DAY)
    assert (duty(exclusion).done_on, duty(exclusion).was_late) == (SIXTH, False)
    assert duty(exclusion, "provision_notice").done_on == MONDAY + DAY


def test_education_that_begins_late_is_late(cast, exclusion):
    found(exclusion, cast, starts_on=SIXTH + 2 * DAY)
    assert duty(exclusion).was_late
    assert duty(exclusion, "provision_notice").is_open


def test_what_fell_through_is_to_be_found_again_and_kept(cast, exclusion):
    found(exclusion, cast)
    end_provision(suspension=exclusion, by=cast.inclusion_officer, seen_number=1, because="No place")
    assert provision_of(exclusion) is None
    assert duty(exclusion).is_open
    found(exclusion, cast, seen_number=2, provider="Another")
    assert provision_of(exclusion).provider == "Another"
    assert list(exclusion.provisions.values_list("number", "provider", "is_over")) == [
        (1, "The Bridge", False),
        (2, "The Bridge", True),
        (3, "Another", False),
    ]


def test_two_who_say_something_are_told_of_each_other(cast, exclusion):
    found(exclusion, cast)
    with pytest.raises(WrongState, match="since"):
        found(exclusion, cast)
    with pytest.raises(WrongState, match="since"):
        end_provision(suspension=exclusion, by=cast.inclusion_officer, seen_number=0, because="x")


def test_no_education_before_the_exclusion(cast, exclusion):
    with pytest.raises(Refused, match="14 September 2026 on"):
        found(exclusion, cast, starts_on=MONDAY - DAY)


def test_an_officer_says_on_the_page_what_was_found(cast, as_person, exclusion):
    browser, address = (
        as_person("inclusion_officer"),
        reverse("suspensions:provision", args=[exclusion.reference]),
    )
    for _ in range(2):
        assert browser.post(address, typed(once_token="p")).status_code == 302
    assert Provision.objects.get().provider == "Kind Tutors"
    page = text_of(browser.get(exclusion.get_absolute_url()))
    assert "Kind Tutors" in page

    late = text_of(browser.post(address, typed(provider="Kept words")))
    assert "Somebody has said something" in late
    assert "Kept words" in late
    ended = browser.post(f"{address}end/", {"seen_number": "1", "because": " "})
    assert "Write why it is over" in text_of(ended)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "Choose the kind"),
        ({"provider": " "}, "Enter the name"),
        ({"starts_on_1": "13"}, "Enter a real day"),
        ({"starts_on_2": ""}, "Enter the day, month and year"),
        ({"starts_on_0": "", "starts_on_1": "", "starts_on_2": ""}, "Enter the first day of education"),
        ({"hours": "many"}, "Enter whole hours"),
        ({"hours": "41"}, "less than or equal to 40"),
        ({"provider": "x" * 201}, "at most 200"),
        ({"told_on_0": "1", "told_on_1": "1", "told_on_2": "2099"}, "not in the future"),
    ],
)
def test_mistakes_are_named_and_kept(cast, as_person, exclusion, wrong, words):
    address = reverse("suspensions:provision", args=[exclusion.reference])
    answer = text_of(as_person("inclusion_officer").post(address, typed(note="Kept words", **wrong)))
    assert words in answer
    assert "Kept words" in answer
    assert not Provision.objects.exists()


def test_the_list_says_what_is_to_be_found_and_what_was(cast, as_person, exclusion):
    other = excluded_at(cast.other)
    found(other, cast, starts_on=SIXTH + DAY)
    browser, address = as_person("inclusion_officer"), reverse("suspensions:provisions")

    to_find, known = results(browser.get(address)), results(browser.get(address, {"found": "yes"}))

    assert exclusion.reference in to_find
    assert other.reference not in to_find
    assert "The Bridge" in known
    assert "After day 6" in known
    assert "The school’s local authority" in known
    assert exclusion.reference not in known
    file = b"".join(browser.get(address, {"found": "yes", "export": "csv"}).streaming_content).decode()
    assert "The Bridge,2026-09-22,Pupil referral unit or alternative provision" in file


def test_a_schools_own_people_find_after_a_suspension_only(cast, as_person, exclusion):
    address = reverse("suspensions:provision", args=[exclusion.reference])
    assert "Who gives it?" not in text_of(as_person("dsl").get(address))
    assert as_person("dsl").post(address, typed()).status_code == 403


def test_the_list_asks_the_same_however_many(cast, as_person, exclusion):
    browser, counts, address = as_person("inclusion_officer"), [], reverse("suspensions:provisions")
    for _ in range(2):
        browser.get(address, {"found": "all"})
        with CaptureQueriesContext(connection) as queries:
            browser.get(address, {"found": "all"})
        counts.append(len(queries))
        for _ in range(2):
            found(excluded_at(SchoolFactory()), cast)
    assert counts[0] == counts[1]


def test_the_database_keeps_what_was_said(cast, exclusion):
    found(exclusion, cast)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Provision.objects.update(provider="Another")

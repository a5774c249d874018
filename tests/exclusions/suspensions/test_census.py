"""The file for the school census: what is in it, for whom, and what is to be mended first."""

import csv
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.suspensions.census.periods import periods
from exclusions.suspensions.census.records import HEADINGS
from exclusions.suspensions.enums import DayPart, State, SuspensionKind
from exclusions.suspensions.importing.columns import COLUMNS
from portal.audit.models import Event
from schools.calendars.periods import published_terms
from schools.pupils.models import PupilUpn
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory

AUTUMN = {"term": "2026-autumn"}


def pupil_at(school, upn="T999400126001", **more):
    more = {"sex": "M", "surname": "=Rowan", "forename": "Zoë", "born_on": date(2013, 3, 14), **more}
    given = {f"pupil__{name}": value for name, value in more.items()}
    return EnrolmentFactory(school=school, starts_on=date(2024, 9, 2), pupil__upn=upn, **given).pupil


def complete_at(school, **more):
    if "pupil" not in more:
        more["pupil"] = pupil_at(school)
    return SuspensionFactory(school=school, **{"sen_provision": "K", "sen_need": "SEMH", **more})


def file_of(browser, **asked):
    answer = browser.get(reverse("suspensions:census_file"), AUTUMN | asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def text_of(answer):
    return unescape(answer.content.decode())


def test_terms_are_those_of_the_published_statistics():
    terms = [(term.name, term.starts_on, term.ends_on) for term in published_terms(2026)]
    # Easter Sunday is on 28 March 2027.
    assert terms == [
        ("Autumn term", date(2026, 8, 1), date(2026, 12, 31)),
        ("Spring term", date(2027, 1, 1), date(2027, 3, 28)),
        ("Summer term", date(2027, 3, 29), date(2027, 7, 31)),
    ]


def test_the_terms_that_have_begun_each_with_the_census_that_asks():
    found = periods(date(2026, 11, 29))
    assert [(p.key, p.asked_by) for p in found[:4]] == [
        ("2026-autumn", "summer census 2027"),
        ("2025-summer", "spring census 2027"),
        ("2025-spring", "autumn census 2026"),
        ("2025-autumn", "summer census 2026"),
    ]
    assert len(found) == 10


def test_a_row_says_what_the_census_asks(cast, as_person):
    pupil = pupil_at(cast.own)
    PupilUpn.objects.create(pupil=pupil, upn="W20442832500C", reason="temporary", ended_on=date(2025, 1, 7))
    monday = date(2026, 11, 16)
    complete_at(
        cast.own,
        pupil=pupil,
        parts={monday: DayPart.DAY, date(2026, 11, 17): DayPart.MORNING},
        starts_on=monday,
        reason_2="DB",
    )
    complete_at(cast.own, pupil=pupil, permanent=True, starts_on=date(2026, 11, 18))

    one, two = file_of(as_person("dsl"))

    assert one == {
        "URN": "990001",
        "LA": cast.own.laestab[:3],
        "Establishment number": cast.own.laestab[4:],
        "UPN": "T999400126001",
        "Former UPN": "W20442832500C",
        # No spreadsheet takes a name for a formula.
        "Surname": "'=Rowan",
        "Forename": "Zoë",
        "DOB": "2013-03-14",
        "Sex": "M",
        "NC year": "9",
        "SEN provision": "K",
        "Exclusion category": "SUSP",
        "Exclusion reason 1": "PP",
        "Exclusion reason 2": "DB",
        "Exclusion reason 3": "",
        "Exclusion start date": "2026-11-16",
        "Exclusion actual number of sessions": "3",
    }
    assert (two["Exclusion category"], two["Exclusion actual number of sessions"]) == ("PERM", "")


def test_imports_know_the_headings_again():
    known = {name.lower() for column in COLUMNS for name in (column.name, *column.also)}
    wanted = {"URN", "UPN", "Surname", "Forename", "DOB", *(h for h in HEADINGS if h.startswith("Exclusion"))}
    assert {heading.lower() for heading in wanted} <= known


def test_what_the_census_does_not_take_is_not_in_the_file(cast, as_person):
    sent = complete_at(cast.own)
    others = [
        {"kind": SuspensionKind.LUNCHTIME},
        {"state": State.CANCELLED},
        {"state": State.VOID},
        {"permanent": True, "state": State.REINSTATED},
        {"starts_on": date(2026, 7, 31)},
        {"starts_on": date(2027, 1, 1)},
    ]
    for more in others:
        complete_at(cast.own, pupil=sent.pupil, **more)
    assert [row["Exclusion start date"] for row in file_of(as_person("headteacher"))] == ["2026-11-16"]


def test_a_school_takes_its_own_an_officer_all_or_one(cast, as_person):
    complete_at(cast.own)
    complete_at(cast.other, pupil=pupil_at(cast.other, upn=None))

    def urns(person, **asked):
        return [row["URN"] for row in file_of(as_person(person), **asked)]

    assert urns("dsl") == urns("dsl", school="990002") == ["990001"]
    assert urns("inclusion_officer") == ["990001", "990002"]
    assert urns("inclusion_officer", school="990002") == ["990002"]
    exports = Event.objects.filter(verb="suspension.census", kind="export").order_by("pk")
    assert [event.detail for event in exports] == [
        {"term": "2026-autumn", "rows": rows} for rows in (1, 1, 2, 1)
    ]


def test_a_merged_record_goes_by_the_child_that_is_kept(cast, as_person):
    kept, merged = pupil_at(cast.own), pupil_at(cast.own, upn=None)
    merged.merged_into = kept
    merged.save()
    complete_at(cast.own, pupil=merged)
    assert [row["UPN"] for row in file_of(as_person("dsl"))] == ["T999400126001"]


def test_each_record_to_be_mended_is_named(cast, as_person):
    fine = complete_at(cast.own)
    away = pupil_at(cast.other, upn=None, sex="")
    wrong = {
        "No UPN": complete_at(cast.own, pupil=away),
        "Sex is not recorded": complete_at(cast.own, pupil=away, starts_on=date(2026, 11, 17)),
        "No reason": complete_at(cast.own, pupil=fine.pupil, reason_1=""),
        "ZZ is no reason code": complete_at(cast.own, pupil=fine.pupil, reason_1="ZZ"),
        "A third reason and no second one": complete_at(cast.own, pupil=fine.pupil, reason_3="PA"),
        "No year group": complete_at(cast.own, pupil=fine.pupil, year_group=""),
        "No SEN provision": complete_at(cast.own, pupil=fine.pupil, sen_provision=""),
        "EHC plan without a type of need": complete_at(
            cast.own, pupil=fine.pupil, sen_provision="E", sen_need=""
        ),
        "The UPN is a temporary one": complete_at(cast.own, pupil=pupil_at(cast.own, upn="W20442832500C")),
        "Not on the school’s roll": complete_at(cast.own, pupil=away, starts_on=date(2026, 11, 18)),
    }

    page = text_of(as_person("dsl").get(reverse("suspensions:census"), AUTUMN))

    found = {
        words: any(record.reference in part and words in part for part in page.split("<li>"))
        for words, record in wrong.items()
    }
    assert found == dict.fromkeys(wrong, True)
    assert fine.reference not in page
    assert fine.pupil.surname not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"term": "2026-winter"},
        {"term": "2026-autumn", "school": "No such school"},
        {"term": "2026-autumn", "school": "9" * 300},
        {"term": "\x00", "school": "\x00"},
        {"term": ""},
    ],
)
def test_a_choice_that_cannot_be_is_named_and_kept(cast, as_person, asked):
    browser = as_person("inclusion_officer")
    page = browser.get(reverse("suspensions:census"), asked)
    assert "There is a problem" in text_of(page)
    answer = browser.get(reverse("suspensions:census_file"), asked)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("suspensions:census"))


def test_it_asks_the_same_however_many_there_are(cast, as_person):
    counts, browser = [], as_person("inclusion_officer")
    complete_at(cast.own, year_group="")
    for _ in range(2):
        for name in ("census", "census_file"):
            browser.get(reverse(f"suspensions:{name}"), AUTUMN)
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(reverse(f"suspensions:{name}"), AUTUMN)
                if answer.streaming:
                    b"".join(answer.streaming_content)
            counts.append(len(queries))
        for _ in range(3):
            complete_at(cast.other, pupil=pupil_at(cast.other, upn=None))
    assert counts[:2] == counts[2:]

"""The school's commitment: who signs it, what is kept, who sees which schools have signed."""

import csv
import html
import io
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from exclusions.protocol.commitment.models import Charter, Commitment, year_words
from exclusions.protocol.commitment.services import sign, standing_commitment, withdraw
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.cast import EVERYONE
from tests.factories import LinkFactory, SchoolFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def signed(cast, **changes) -> Commitment:
    given = {
        "school": cast.own,
        "charter": Charter.objects.get(),
        "head_name": "Ada Head",
        "chair_name": "Cy Chair",
        "signed_on": date(2026, 9, 4),
        "by": cast.headteacher,
    }
    return sign(**(given | changes))


def answers(**changes) -> dict[str, str]:
    sent = {"head_name": "Ada Head", "chair_name": "Cy Chair", "agreed": "on", "edition": "1"}
    return sent | {"signed_on_0": "4", "signed_on_1": "9", "signed_on_2": "2026"} | changes


def test_the_headteacher_signs_and_the_school_page_says_so(as_person, cast):
    response = as_person("headteacher").post(
        "/cases/commitments/schools/990001/sign/", answers(), follow=True
    )

    commitment = Commitment.objects.get()
    assert (commitment.academic_year, commitment.charter.number) == (2026, 1)
    assert (commitment.entered_by, commitment.entered_as) == (cast.headteacher, "Headteacher")
    assert "Signed on 4 September 2026 by Ada Head, headteacher, and Cy Chair, chair." in text_of(response)
    (event,) = Event.objects.filter(verb="commitment.sign")
    assert [subject.reference for subject in event.subjects.all()] == ["990001"]


def test_names_are_for_those_who_may_see_the_schools_people(as_person, cast):
    signed(cast)

    strangers = text_of(as_person("nobody").get("/schools/990001/"))

    assert "Signed on 4 September 2026." in strangers
    assert "Ada Head" not in strangers
    assert "Read the text" in strangers


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"head_name": " "}, "Enter the headteacher’s name"),
        ({"chair_name": ""}, "Enter the chair’s name"),
        ({"agreed": ""}, "Confirm that both have read"),
        ({"signed_on_2": "2027"}, "in the academic year 2026/27, not in the future"),
        ({"signed_on_1": "7"}, "in the academic year 2026/27, not in the future"),
        ({"signed_on_0": "31"}, "Enter a real day"),
        ({"edition": "0"}, "A new edition of the text is out"),
        ({"edition": "\0"}, "A new edition of the text is out"),
    ],
)
def test_mistakes_come_back_with_how_to_mend_them(as_person, cast, changes, words):
    response = as_person("headteacher").post("/cases/commitments/schools/990001/sign/", answers(**changes))

    assert response.status_code == 200
    assert words in text_of(response)
    assert not Commitment.objects.exists()


def test_a_year_is_signed_once_and_again_the_next_year(cast, clock):
    signed(cast)
    with pytest.raises(WrongState, match="2026/27 is signed already"):
        signed(cast)

    clock.move_to(datetime(2027, 9, 6, 9, 0, tzinfo=UTC))
    assert standing_commitment(cast.own) is None
    with pytest.raises(Refused, match="2027/28"):
        signed(cast)
    signed(cast, signed_on=date(2027, 9, 3))

    assert list(Commitment.objects.values_list("academic_year", flat=True)) == [2027, 2026]


def test_it_is_withdrawn_with_a_reason_kept_and_may_be_signed_anew(as_person, cast):
    first = signed(cast)
    browser = as_person("headteacher")

    empty = browser.post("/cases/commitments/schools/990001/withdraw/", {"because": ""})
    page = browser.post(
        "/cases/commitments/schools/990001/withdraw/", {"because": "The board has not met"}, follow=True
    )

    assert "Write why it is withdrawn" in text_of(empty)
    assert "Not signed yet." in text_of(page)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.withdrawn_because) == (cast.headteacher, "The board has not met")
    with pytest.raises(WrongState):
        withdraw(school=cast.own, because="Again", by=cast.headteacher)
    second = signed(cast)
    assert standing_commitment(cast.own) == second


def test_last_years_signature_is_said_with_the_year_to_renew(as_person, cast, clock):
    signed(cast)
    clock.move_to(datetime(2027, 9, 6, 9, 0, tzinfo=UTC))

    page = text_of(as_person("headteacher").get("/schools/990001/"))

    assert "Last signed on 4 September 2026 for 2026/27. Not renewed for 2027/28 yet." in page
    assert "Read and sign it for 2027/28" in page


@pytest.mark.parametrize(
    "change",
    [
        lambda: Commitment.objects.update(head_name="Other"),
        lambda: Commitment.objects.all().delete(),
        lambda: Charter.objects.update(text="Other"),
    ],
    ids=["names", "signature", "text"],
)
def test_the_database_refuses_to_change_what_was_signed(cast, change):
    signed(cast)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


def test_the_list_says_who_has_signed_within_ones_reach(as_person, cast):
    signed(cast)
    area = SchoolFactory(name="Area Primary")
    LinkFactory(user=cast.head_of_service, school=area, capacity=Role.HEAD_OF_SERVICE)

    def names(person: str, query: str = "") -> list[str]:
        response = as_person(person).get(f"/cases/commitments/?export=csv&{query}")
        table = b"".join(response.streaming_content).decode("utf-8-sig")
        return [row["School"] for row in csv.DictReader(io.StringIO(table))]

    assert names("head_of_service") == ["Area Primary", cast.own.name]
    assert names("inclusion_officer") == ["Area Primary", cast.other.name, cast.own.name]
    assert names("inclusion_officer", "signed=no") == ["Area Primary", cast.other.name]
    assert names("head_of_service", "signed=yes") == [cast.own.name]
    assert Event.objects.filter(verb="commitment.export", detail__rows=1).exists()


def test_the_list_costs_the_same_however_many_schools(as_person, cast, django_assert_num_queries):
    browser = as_person("inclusion_officer")
    browser.get("/cases/commitments/")
    with django_assert_num_queries(7):
        browser.get("/cases/commitments/")
    for _ in range(3):
        signed(cast, school=SchoolFactory())

    with django_assert_num_queries(7):
        browser.get("/cases/commitments/")


def test_only_headteachers_sign_and_nothing_else_depends_on_it(cast):
    may_sign = {name for name in EVERYONE if cast.people[name].has_perm("protocol.sign_commitment", cast.own)}

    assert may_sign == {"headteacher"}
    assert year_words(2099) == "2099/00"

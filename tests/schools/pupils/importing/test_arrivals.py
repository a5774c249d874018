"""Pupils who come from another school by a file: their safeguarding files are asked for."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.audit.models import EventSubject
from portal.notices.models import Notice
from schools.pupils.enums import TransferState
from schools.pupils.models import Enrolment, SafeguardingTransfer
from schools.pupils.services import send_file
from tests.factories import EnrolmentFactory, PupilFactory
from tests.factories.schools import upn_number

HEADER = ("UPN", "Last name", "First name", "Date of birth", "Year group", "First day", "Enrolment status")


def row(number: int, first_day: str = "02/11/2026", status: str = "C"):
    return (upn_number(number), "Rowan", f"Sam{number}", "14/03/2013", "9", first_day, status)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def left(cast):
    """A pupil who left the other school before half-term."""

    def left(number: int):
        pupil = PupilFactory(
            upn=upn_number(number), forename=f"Sam{number}", surname="Rowan", born_on=date(2013, 3, 14)
        )
        days = {"starts_on": date(2024, 9, 2), "ends_on": date(2026, 10, 23)}
        EnrolmentFactory(pupil=pupil, school=cast.other, year_group="9", **days)
        return pupil

    return left


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind__startswith="transfer.").order_by("user__email")
    return list(rows.values_list("user__email", "text"))


def test_the_former_school_is_asked_for_the_file_once(left, bring_in, hand_in, cast):
    pupil = left(1)
    bring_in(row(1), header=HEADER)

    file = SafeguardingTransfer.objects.get()
    assert (file.pupil, file.from_school, file.to_school, file.state) == (
        pupil,
        cast.other,
        cast.own,
        TransferState.TO_SEND,
    )
    assert (file.first_day, file.due_on, file.started_by) == (date(2026, 11, 2), date(2026, 11, 9), cast.dsl)
    assert EventSubject.objects.filter(event__verb="transfer.start", reference=pupil.reference).exists()
    assert hand_in(row(1), header=HEADER).unchanged == 1


def test_a_whole_year_group_is_told_of_in_one_notice_each(left, bring_in):
    for number in (1, 2, 3):
        left(number)
    bring_in(*[row(number) for number in (1, 2, 3)], header=HEADER)

    sending = "3 safeguarding files are to be sent to the next school by 9 November 2026."
    receiving = "3 safeguarding files are to reach you by 9 November 2026."
    assert told() == [
        ("deputy_dsl@example.org", receiving),
        ("deputy_social_worker@example.org", receiving),
        ("dsl@example.org", receiving),
        ("inclusion_lead@example.org", receiving),
        ("lead_social_worker@example.org", receiving),
        ("other_dsl@example.org", sending),
    ]


@pytest.mark.parametrize(
    ("first_day", "status"), [("02/11/2026", "S"), ("02/11/2026", "G"), ("01/09/2025", "C")]
)
def test_nobody_is_asked_for_a_second_registration_or_a_move_of_long_ago(left, bring_in, first_day, status):
    pupil = left(1)
    Enrolment.objects.filter(pupil=pupil).update(ends_on=date(2025, 7, 18))
    assert bring_in(row(1, first_day, status), header=HEADER).changed == 1

    assert not SafeguardingTransfer.objects.exists()


def test_a_file_under_way_is_kept(left, bring_in, cast):
    pupil = left(1)
    under_way = SafeguardingTransfer.objects.create(
        pupil=pupil,
        from_school=cast.other,
        to_school=cast.own,
        reason="left",
        first_day=date(2026, 11, 2),
        due_on=date(2026, 11, 9),
        started_by=cast.other_dsl,
    )
    bring_in(row(1), header=HEADER)

    assert SafeguardingTransfer.objects.get() == under_way
    assert told() == []


def test_undo_takes_the_request_back(left, bring_in, take_back):
    pupil = left(1)
    item = take_back(bring_in(row(1), header=HEADER))

    assert item.state == "undone"
    assert not SafeguardingTransfer.objects.exists()
    assert pupil.enrolments.count() == 1


def test_undo_is_refused_once_the_file_was_sent(left, bring_in, take_back, cast):
    left(1)
    item = bring_in(row(1), header=HEADER)
    send_file(transfer=SafeguardingTransfer.objects.get(), how="By hand", by=cast.other_dsl)
    item = take_back(item)

    assert (item.state, "has been sent" in item.problem) == ("applied", True)
    assert SafeguardingTransfer.objects.get().state == TransferState.SENT


def test_the_questions_do_not_grow_with_the_pupils(left, bring_in, django_assert_max_num_queries):
    def asked(*numbers: int) -> int:
        for number in numbers:
            left(number)
        with django_assert_max_num_queries(500) as queries:
            bring_in(*[row(number) for number in numbers], header=HEADER)
        return len([q for q in queries if "safeguardingtransfer" in q["sql"] or "enrolment" in q["sql"]])

    asked(1)
    assert asked(2) == asked(3, 4, 5)

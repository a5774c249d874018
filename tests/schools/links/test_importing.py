"""Links from a spreadsheet: preview, whole or not at all, and a second run that writes nothing."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.bulk.enums import State
from portal.bulk.models import Import
from portal.bulk.services import apply_import, start_import
from portal.core.errors import Refused
from schools.links.models import Link
from tests.factories import ConcernFactory, UserFactory

DAY = timedelta(days=1)
HEADER = "School,Capacity,Email,First day,Last day,Note\n"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def noor(db):
    return UserFactory(name="Noor Begum", email="noor@example.org")


@pytest.fixture
def hand_in(cast, django_capture_on_commit_callbacks):
    """Hand a file in and let the worker check it."""

    def hand_in(rows, header=HEADER):
        with django_capture_on_commit_callbacks(execute=True):
            item = start_import(
                kind="links",
                upload=SimpleUploadedFile("links.csv", (header + "\n".join(rows)).encode()),
                options={},
                by=cast.administrator,
            )
        return Import.objects.get(pk=item.pk)

    return hand_in


@pytest.fixture
def apply(django_capture_on_commit_callbacks):
    def apply(item, **more):
        with django_capture_on_commit_callbacks(execute=True):
            apply_import(item=item, by=item.owner, **{"leave_out": False, **more})
        item.refresh_from_db()
        return item

    return apply


def counts(item):
    return item.new, item.changed, item.unchanged, item.rejected


def reasons(item):
    return {row.number: row.problems[0][:2] for row in item.rows.filter(fate="rejected").order_by("number")}


def test_new_links_are_shown_then_written_and_a_second_run_writes_nothing(hand_in, apply, cast, noor, today):
    other = f"{cast.other.la_code}/{cast.other.establishment_number}"
    rows = [
        f"990001,Deputy social worker,NOOR@example.org,{today:%d/%m/%Y},,Half time",
        f"{other},deputy_social_worker,noor@example.org,{today:%d/%m/%Y},31/07/2027,",
    ]
    item = hand_in(rows)
    assert (counts(item), Link.objects.filter(user=noor).count()) == ((2, 0, 0, 0), 0)

    apply(item)

    made = Link.objects.filter(user=noor).values_list("school", "capacity", "starts_on", "ends_on", "note")
    assert set(made) == {
        (cast.own.pk, "deputy_social_worker", today, None, "Half time"),
        (cast.other.pk, "deputy_social_worker", today, date(2027, 7, 31), ""),
    }
    assert Event.objects.filter(verb="link.add").count() == 2
    links, again = Link.objects.count(), hand_in(rows)
    assert counts(again) == (0, 0, 2, 0)
    assert Link.objects.count() == links


def test_the_holder_of_a_sole_capacity_is_replaced_and_hands_over(hand_in, apply, cast, noor, today):
    concern = ConcernFactory(school=cast.own, in_triage=True, taken_by=cast.lead_social_worker)
    row = f"990001,Lead social worker,noor@example.org,{today:%d/%m/%Y},,"
    item = hand_in([row])
    assert counts(item) == (0, 1, 0, 0)
    assert item.rows.get().changes == {"Person": ["Lead Social Worker", "Noor Begum"]}

    apply(item)

    concern.refresh_from_db()
    assert Link.objects.get(user=cast.lead_social_worker).ends_on == today - DAY
    assert concern.taken_by == noor
    assert counts(hand_in([row])) == (0, 0, 1, 0)


def test_a_last_day_is_set_moved_and_taken_back(hand_in, apply, cast):
    link = Link.objects.get(user=cast.deputy_social_worker)
    row = "990001,Deputy social worker,deputy_social_worker@example.org,01/09/2024,{},"
    for last, expected in (("31/07/2027", date(2027, 7, 31)), ("", None)):
        item = hand_in([row.format(last)])
        assert counts(item) == (0, 1, 0, 0)
        apply(item)
        link.refresh_from_db()
        assert link.ends_on == expected


def test_every_refusal_names_row_column_and_reason(hand_in, cast, noor, today):
    day = f"{today:%d/%m/%Y}"
    UserFactory(email="gone@example.org", is_active=False)
    item = hand_in(
        [
            f"123456,DSL,noor@example.org,{day},,",
            f"990001,Wizard,noor@example.org,{day},,",
            f"990001,Deputy social worker,nobody@nowhere.example,{day},,",
            f"990001,Deputy social worker,gone@example.org,{day},,",
            f"990001,Deputy social worker,noor@example.org,{day},01/01/2020,",
            "990001,Deputy social worker,noor@example.org,31/02/2026,,",
            f"here,Deputy social worker,noor@example.org,{day},,",
            f"990001,Deputy social worker,deputy_social_worker@example.org,{day},,",
            f"990002,Deputy social worker,noor@example.org,{day},,",
            f"990002,Deputy social worker,noor@example.org,{day},,",
            "990001,Lead social worker,noor@example.org,01/01/2020,,",
        ]
    )

    found = reasons(item)
    # The first row of the file is its second line.
    assert {number: column for number, (column, _) in found.items()} == {
        2: "School",
        3: "Capacity",
        4: "Email",
        5: "Email",
        6: "Last day",
        7: "First day",
        8: "School",
        9: "First day",
        11: "School",
        12: "First day",
    }
    assert found[11][1] == "row 10 says who does this then"
    assert found[9][1] == "Deputy Social Worker does this from 1 September 2024: end that link first"


def test_whole_or_not_at_all(hand_in, apply, cast, noor, today):
    item = hand_in(
        [
            f"990001,Deputy social worker,noor@example.org,{today:%d/%m/%Y},,",
            f"123456,Deputy social worker,noor@example.org,{today:%d/%m/%Y},,",
        ]
    )
    assert counts(item) == (1, 0, 0, 1)

    with pytest.raises(Refused):
        apply(item)

    assert not Link.objects.filter(user=noor).exists()


def test_who_may_no_longer_do_this_writes_nothing(hand_in, apply, cast, noor, today):
    item = hand_in([f"990001,Deputy social worker,noor@example.org,{today:%d/%m/%Y},,"])
    cast.administrator.role_grants.update(ended_at=timezone.now())

    apply(item)

    assert item.state == State.UNUSABLE
    assert not Link.objects.filter(user=noor).exists()


def test_rows_of_one_school_that_follow_each_other(hand_in, apply, cast, noor, today):
    """The second follows the first, who replaces today's lead: planned from what was before."""
    amara = UserFactory(name="Amara Osei", email="amara@example.org")
    day = "%d/%m/%Y"
    item = hand_in(
        [
            f"990001,Lead social worker,noor@example.org,{today:{day}},{today + 9 * DAY:{day}},",
            f"990001,Lead social worker,amara@example.org,{today + 10 * DAY:{day}},,",
        ]
    )
    apply(item)

    assert item.state == State.APPLIED
    rows = Link.objects.filter(school=cast.own, capacity=Role.LEAD_SOCIAL_WORKER).order_by("starts_on")
    assert list(rows.values_list("user", "ends_on")) == [
        (cast.lead_social_worker.pk, today - DAY),
        (noor.pk, today + 9 * DAY),
        (amara.pk, None),
    ]

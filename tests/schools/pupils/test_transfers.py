"""A pupil changes school: the roll, the safeguarding file with its receipt, and who reads what when."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import EntryKind
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from schools.calendars.services import add_school_days
from schools.pupils.enums import LeavingReason, TransferState
from schools.pupils.models import Pupil, PupilUpn, SafeguardingTransfer
from schools.pupils.services import admit, move_to, receive_file, refuse_file, send_file
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory, LinkFactory, SchoolFactory
from tests.factories.schools import upn_number

YESTERDAY = timedelta(days=1)


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own, pupil__upn=upn_number(5)).pupil


@pytest.fixture
def concern(cast, pupil):
    return ConcernFactory(school=cast.own, pupil=pupil, what_happened="Came in hungry.")


def take_in(cast, pupil, **changes):
    said = {
        "upn": pupil.upn,
        "born_on": pupil.born_on,
        "school": cast.other,
        "year_group": "8",
        "starts_on": timezone.localdate(),
        "by": cast.other_dsl,
    }
    return admit(**{**said, **changes})


def delivered(cast):
    transfer = SafeguardingTransfer.objects.get()
    send_file(transfer=transfer, how="By hand", by=cast.dsl)
    return receive_file(transfer=transfer, by=cast.other_dsl)


def chronology(client, pupil):
    return client.get(pupil.get_absolute_url()).content.decode()


def test_the_next_school_puts_the_pupil_on_roll_and_scope_moves(cast, pupil):
    take_in(cast, pupil)

    assert list(Pupil.objects.visible_to(cast.dsl)) == []
    assert list(Pupil.objects.visible_to(cast.other_dsl)) == [pupil]
    former = pupil.enrolments.get(school=cast.own)
    assert (former.ends_on, former.leaving_reason, former.destination) == (
        timezone.localdate() - YESTERDAY,
        LeavingReason.MOVED,
        cast.other,
    )
    transfer = SafeguardingTransfer.objects.get()
    assert (transfer.from_school, transfer.to_school) == (cast.own, cast.other)
    assert transfer.due_on == add_school_days(timezone.localdate(), 5, cast.other.pk).on


@pytest.mark.parametrize("changes", [{"upn": upn_number(6)}, {"born_on": date(2013, 3, 15)}])
def test_upn_and_birthday_must_both_fit_and_the_attempt_is_written_down(cast, pupil, changes):
    with pytest.raises(Refused) as refusal:
        take_in(cast, pupil, **changes)

    assert pupil.surname not in str(refusal.value)
    assert Event.objects.get(verb="pupil.admit_search").detail == {"found": 0}
    assert list(Pupil.objects.visible_to(cast.dsl)) == [pupil]


def test_a_former_upn_fits_too(cast, pupil):
    PupilUpn.objects.create(pupil=pupil, upn=upn_number(8), reason="Temporary", ended_on=date(2026, 1, 1))

    assert take_in(cast, pupil, upn=upn_number(8)).pupil == pupil


def test_a_school_joined_later_is_not_undone(cast, pupil):
    pupil.enrolments.update(starts_on=timezone.localdate())

    with pytest.raises(Refused, match="Give a later first day"):
        take_in(cast, pupil)
    assert list(Pupil.objects.visible_to(cast.dsl)) == [pupil]


def test_both_schools_are_told_by_reference_and_link_workers_where_work_is_open(cast, pupil, concern):
    take_in(cast, pupil)

    told = {notice.user: notice.text for notice in Notice.objects.filter(kind__startswith="transfer.")}
    assert {cast.dsl, cast.deputy_dsl, cast.other_dsl, cast.other_social_worker} <= set(told)
    assert cast.lead_social_worker not in told
    reference = SafeguardingTransfer.objects.get().reference
    assert {text.count(reference) for text in told.values()} == {1}
    assert not any(pupil.surname in text or pupil.forename in text for text in told.values())


def test_link_workers_are_not_told_where_nothing_is_open(cast, pupil):
    take_in(cast, pupil)

    assert not Notice.objects.filter(user=cast.other_social_worker, kind__startswith="transfer.").exists()


def test_the_former_school_may_say_it_first_and_one_file_is_due(cast, pupil):
    move_to(
        enrolment=pupil.enrolments.get(),
        ends_on=timezone.localdate() - YESTERDAY,
        by=cast.dsl,
        reason=LeavingReason.MOVED,
        destination=cast.other,
    )
    take_in(cast, pupil)

    assert SafeguardingTransfer.objects.get().reason == "left"


def test_sent_received_and_refused(cast, pupil, concern):
    take_in(cast, pupil)
    transfer = SafeguardingTransfer.objects.get()
    with pytest.raises(WrongState):
        receive_file(transfer=transfer, by=cast.other_dsl)

    sent = send_file(transfer=transfer, how="By hand", by=cast.dsl)
    assert (sent.state, sent.holds["concerns"]) == (TransferState.SENT, 1)
    refused = refuse_file(transfer=transfer, because="Two pages", by=cast.other_dsl)
    assert (refused.state, refused.refused_because) == (TransferState.REFUSED, "Two pages")
    send_file(transfer=transfer, how="Again", by=cast.dsl)
    received = receive_file(transfer=transfer, by=cast.other_dsl)

    assert (received.state, received.received_by) == (TransferState.RECEIVED, cast.other_dsl)
    with pytest.raises(WrongState):
        refuse_file(transfer=transfer, because="Late", by=cast.other_dsl)
    verbs = Event.objects.filter(verb__startswith="transfer.").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == ["start", "send", "refuse", "send", "receive"]


def test_the_next_school_reads_the_file_once_it_has_confirmed_it(cast, as_person, pupil, concern):
    CaseFactory(school=cast.own, pupil=pupil)
    take_in(cast, pupil)
    new_dsl, new_worker = as_person("other_dsl"), as_person("other_social_worker")
    assert "Came in hungry." not in chronology(new_dsl, pupil)

    delivered(cast)

    for reader in (new_dsl, new_worker):
        html = chronology(reader, pupil)
        assert "Came in hungry." in html
        assert "No Need to Exclude case opened" in html
        # Its own page names others and stays with its school.
        assert concern.get_absolute_url() not in html
        assert reader.get(concern.get_absolute_url()).status_code == 404
    assert as_person("dsl").get(concern.get_absolute_url()).status_code == 200
    assert as_person("dsl").get(pupil.get_absolute_url()).status_code == 404


def test_internal_notes_and_what_is_written_later_are_no_part_of_the_file(cast, as_person, pupil, concern):
    author = {"author": cast.lead_social_worker, "capacity": "Lead", "at": timezone.now()}
    concern.entries.create(kind=EntryKind.INTERNAL, body="Known to us since May.", **author)
    take_in(cast, pupil)
    delivered(cast)
    author["at"] = timezone.now() + timedelta(minutes=5)
    concern.entries.create(kind=EntryKind.MESSAGE, body="Written afterwards.", **author)

    html = chronology(as_person("other_dsl"), pupil)

    assert "Came in hungry." in html
    assert "Known to us since May." not in html
    assert "Written afterwards." not in html


def test_a_senco_of_the_next_school_reads_cases_of_the_file_and_never_concerns(
    cast, as_person, pupil, concern
):
    CaseFactory(school=cast.own, pupil=pupil)
    LinkFactory(user=cast.nobody, school=cast.other, capacity=Role.SENCO)
    take_in(cast, pupil)
    delivered(cast)

    html = chronology(as_person("nobody"), pupil)

    assert "No Need to Exclude case opened" in html
    assert "Came in hungry." not in html


def test_a_third_school_reads_the_whole_file_and_strangers_nothing(cast, as_person, pupil, concern):
    take_in(cast, pupil)
    delivered(cast)
    pupil.enrolments.filter(school=cast.other).update(starts_on=timezone.localdate() - timedelta(days=30))
    third = SchoolFactory()
    LinkFactory(user=cast.nobody, school=third, capacity=Role.DSL)
    take_in(cast, pupil, school=third, by=cast.nobody)
    assert "Came in hungry." not in chronology(as_person("nobody"), pupil)

    onward = SafeguardingTransfer.objects.under_way().get()
    send_file(transfer=onward, how="By hand", by=cast.other_dsl)
    receive_file(transfer=onward, by=cast.nobody)

    assert "Came in hungry." in chronology(as_person("nobody"), pupil)
    assert as_person("other_dsl").get(pupil.get_absolute_url()).status_code == 404


def test_the_pages_of_a_file_are_for_its_two_schools(cast, as_person, pupil, concern):
    take_in(cast, pupil)
    transfer = SafeguardingTransfer.objects.get()
    stranger = LinkFactory(user=cast.nobody, school=SchoolFactory(), capacity=Role.DSL).user

    assert as_person("dsl").get(transfer.get_absolute_url()).status_code == 200
    assert as_person("other_social_worker").get(transfer.get_absolute_url()).status_code == 200
    assert stranger == cast.nobody
    assert as_person("nobody").get(transfer.get_absolute_url()).status_code == 404
    receive = reverse("pupils:move_transfer", args=[transfer.reference, "receive"])
    assert as_person("dsl").post(receive).status_code == 403
    assert as_person("other_social_worker").post(receive).status_code == 403


def test_sending_and_receiving_on_the_page_with_a_receipt(cast, as_person, pupil, concern):
    take_in(cast, pupil)
    transfer = SafeguardingTransfer.objects.get()

    def say(person, verb, **data):
        url = reverse("pupils:move_transfer", args=[transfer.reference, verb])
        return as_person(person).post(url, data, follow=True)

    assert "Say how you sent it" in say("dsl", "send").content.decode()
    say("dsl", "send", how="By hand")
    assert "Sent, not confirmed" in say("dsl", "send", how="Twice").content.decode()
    say("other_dsl", "receive")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.sent_how) == (TransferState.RECEIVED, "By hand")
    receipt = as_person("dsl").get(reverse("pupils:receipt", args=[transfer.reference]))
    assert receipt.content.startswith(b"%PDF-")
    assert receipt["Content-Disposition"] == f'attachment; filename="{transfer.reference}-receipt.pdf"'


def test_the_list_takes_the_same_queries_for_one_and_three(
    cast, as_person, pupil, django_assert_max_num_queries
):
    client = as_person("dsl")
    take_in(cast, pupil)

    def count():
        with django_assert_max_num_queries(60) as counted:
            client.get(reverse("pupils:transfers"))
        return len(counted)

    count()
    one = count()
    for n in (11, 12):
        take_in(cast, EnrolmentFactory(school=cast.own, pupil__upn=upn_number(n)).pupil)

    assert count() == one

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.utils import timezone

from exclusions.concerns import services
from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, ConcernFile, ConcernSubject, Draft, Entry, Triage
from exclusions.concerns.narrowing import in_year
from portal.files.services import keep_file
from schools.pupils.services import merge
from tests.cast import EVERYONE
from tests.exclusions.concerns.test_workflow import decide
from tests.factories import ConcernFactory, DraftFactory, EnrolmentFactory
from tests.portal.files.test_checks import PDF

READ_OWN = {
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
}
READ_OTHER = {"other_dsl", "other_social_worker"}


@pytest.mark.parametrize("person", EVERYONE)
def test_concerns_are_visible_where_a_person_reads_them(cast, person):
    own, other = ConcernFactory(school=cast.own), ConcernFactory(school=cast.other)

    expected = {own} if person in READ_OWN else {other} if person in READ_OTHER else set()

    assert set(Concern.objects.visible_to(cast.people[person])) == expected


@pytest.mark.parametrize("person", EVERYONE)
def test_files_are_visible_with_their_concern_and_drafts_to_their_author(cast, person):
    def kept(**owner):
        return keep_file(ConcernFile, upload=SimpleUploadedFile("a.pdf", PDF), by=cast.dsl, **owner)

    sent = kept(concern=ConcernFactory(school=cast.own))
    other = kept(concern=ConcernFactory(school=cast.other))
    drafted = kept(draft=DraftFactory(author=cast.deputy_dsl, school=cast.own))

    expected = {sent} if person in READ_OWN else {other} if person in READ_OTHER else set()
    if person == "deputy_dsl":
        expected.add(drafted)
    assert set(ConcernFile.objects.visible_to(cast.people[person])) == expected


def test_nobody_sees_anything_without_signing_in(cast, concern, draft):
    nobody = AnonymousUser()

    assert list(Concern.objects.visible_to(nobody)) == []
    assert list(Draft.objects.of(nobody)) == []
    assert list(ConcernFile.objects.visible_to(nobody)) == []


def test_internal_notes_are_for_those_who_triage(cast, concern):
    services.write_message(
        concern=concern, body="For us", kind=EntryKind.INTERNAL, by=cast.lead_social_worker
    )
    services.write_message(concern=concern, body="For all", by=cast.lead_social_worker)

    def read_by(person):
        return [e.body for e in Entry.objects.readable_by(cast.people[person], concern)]

    assert {person: read_by(person) for person in READ_OWN} == {
        "dsl": ["For all"],
        "deputy_dsl": ["For all"],
        "inclusion_lead": ["For all"],
        "headteacher": ["For all"],
        "on_site_social_worker": ["For all"],
        "head_of_service": ["For all"],
        "lead_social_worker": ["For us", "For all"],
        "deputy_social_worker": ["For us", "For all"],
    }


def test_rows_for_the_home_page(cast):
    sent, asked = ConcernFactory(school=cast.own), ConcernFactory(school=cast.own, with_school=True)
    other = ConcernFactory(school=cast.other, with_school=True)

    assert list(Concern.objects.for_answer_by(cast.dsl).with_school()) == [asked]
    assert list(Concern.objects.for_answer_by(cast.other_dsl).with_school()) == [other]
    assert list(Concern.objects.for_answer_by(cast.lead_social_worker)) == []
    assert list(Concern.objects.visible_to(cast.dsl).waiting()) == [sent]


def test_danger_comes_first_then_the_day_then_the_oldest(cast):
    monday = date(2026, 11, 23)
    now = timezone.now()

    def raised(**changes):
        return ConcernFactory(
            school=cast.own, **{"acknowledge_by": monday, "decide_by": monday, "raised_at": now, **changes}
        )

    later = raised(decide_by=monday + timedelta(days=1))
    young = raised()
    old = raised(raised_at=now - timedelta(days=2))
    danger = raised(in_danger=True, decide_by=monday + timedelta(days=9))

    assert list(Concern.objects.most_urgent_first()) == [danger, old, young, later]


def test_overdue_means_open_and_past_its_day(cast):
    monday = date(2026, 11, 23)
    late = ConcernFactory(acknowledge_by=monday, decide_by=monday)
    ConcernFactory(acknowledge_by=monday, decide_by=monday + timedelta(days=1))
    decided = ConcernFactory(acknowledge_by=monday, decide_by=monday)
    Concern.objects.filter(pk=decided.pk).update(state=State.DECIDED)

    assert list(Concern.objects.overdue(monday + timedelta(days=1))) == [late]


def test_kinds_and_year_groups_are_found_whole(cast):
    missing = ConcernFactory(school=cast.own, categories=["violence", "missing"], pupil__year_group="9")
    ConcernFactory(school=cast.own, categories=["other"], pupil__year_group="10")

    assert list(Concern.objects.in_category("missing")) == [missing]
    assert list(Concern.objects.in_category("miss")) == []
    assert list(Concern.objects.filter(in_year("9"))) == [missing]
    assert list(Concern.objects.filter(in_year("1"))) == []


def test_a_year_group_at_another_school_does_not_count(cast):
    pupil = EnrolmentFactory(school=cast.own, year_group="9").pupil
    concern = ConcernFactory(school=cast.own, pupil=pupil)
    EnrolmentFactory(school=cast.other, pupil=pupil, year_group="10", starts_on=date(2025, 1, 1))

    [subject] = ConcernSubject.objects.with_year_group()

    assert (
        subject.year,
        list(Concern.objects.filter(in_year("10"))),
        list(Concern.objects.filter(in_year("9"))),
    ) == (
        "Year 9",
        [],
        [concern],
    )


@pytest.mark.parametrize(
    "change",
    [
        {"what_happened": "Nothing"},
        {"child_words": "Nothing"},
        {"in_danger": True},
        {"categories": []},
        {"raised_as": "Somebody else"},
        {"raised_at": timezone.now()},
        {"happened_on": date(2026, 1, 1)},
        {"wish": "talk"},
        {"action_taken": "All"},
        {"reference": "C-22222"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_what_was_sent(concern, change):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(**change)


def test_the_database_refuses_to_change_or_delete_what_was_said(cast, concern):
    services.write_message(concern=concern, body="Said", by=cast.dsl)
    concern.refresh_from_db()
    decide(concern, cast.lead_social_worker)

    for rows, change in (
        (Entry.objects.all(), {"body": "Unsaid"}),
        (Triage.objects.all(), {"reply": "Another"}),
        (ConcernSubject.objects.all(), {"part": "witness"}),
    ):
        assert rows.exists()
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows._raw_delete(rows.db)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Concern.objects.filter(pk=concern.pk)._raw_delete("default")


def test_what_may_change_changes(concern):
    assert Concern.objects.filter(pk=concern.pk).update(state=State.IN_TRIAGE, version=2) == 1


def test_a_referral_and_only_a_referral_has_a_destination(cast, concern):
    base = {
        "concern": concern,
        "on_concern": concern,
        "rationale": "Because",
        "reply": "So",
        "decided_by": cast.lead_social_worker,
        "decided_at": timezone.now(),
    }
    for decision, destination in (("refer", ""), ("advise", "mash")):
        with pytest.raises(Error, match="destination"), transaction.atomic():
            Triage.objects.create(decision=decision, destination=destination, **base)


def test_the_year_group_of_a_merged_record_is_that_of_the_child(cast):
    kept, merged = (EnrolmentFactory(school=cast.own, year_group="9").pupil for _ in range(2))
    concern = ConcernFactory(school=cast.own, pupil=merged)
    merge(kept=kept, merged=merged, because="Same address and parents", by=cast.dsl)

    [subject] = ConcernSubject.objects.with_year_group()

    assert subject.year == "Year 9"
    assert list(Concern.objects.filter(in_year("9"))) == [concern]

"""Two records of one child: found, compared, merged, read together, made two again."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from exclusions.risk.enums import Harm
from exclusions.suspensions.services.acting import first_step
from exclusions.suspensions.totals import served_by
from portal.accounts.enums import Role
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.importing.known import Known
from schools.pupils.models import Enrolment, Pupil, PupilMerge, PupilUpn, Resemblance
from schools.pupils.services import dismiss, find_duplicates, merge, reconsider, set_fact, undo_merge
from tests.factories import (
    CaseFactory,
    ConcernFactory,
    DiaryEntryFactory,
    DirectionFactory,
    EnrolmentFactory,
    LinkFactory,
    MeasureStepFactory,
    OwnPlanFactory,
    RiskViewFactory,
    SchoolFactory,
    WarningNoteFactory,
)
from tests.factories.schools import upn_number
from tests.factories.suspensions import SuspensionFactory

DAY = timedelta(days=1)
BORN = date(2013, 3, 14)
SAME = {"pupil__forename": "Ann", "pupil__surname": "Birch", "pupil__born_on": BORN}


@pytest.fixture
def kept(cast):
    return EnrolmentFactory(school=cast.own, pupil__upn=upn_number(1), **SAME).pupil


@pytest.fixture
def second(cast):
    return EnrolmentFactory(school=cast.own, pupil__upn=upn_number(2), **SAME).pupil


def merged(kept, second, by):
    return merge(kept=kept, merged=second, because="Same address and parents", by=by)


def text_of(answer):
    return unescape(answer.content.decode())


# --- Finding ---


def test_pairs_are_found_once_and_stay_decided(cast, kept, second):
    assert find_duplicates() == 1
    assert find_duplicates() == 0
    pair = Resemblance.objects.get()
    assert (pair.first, pair.second) == (kept, second)

    dismiss(pair=pair, because="Cousins", by=cast.dsl)

    assert find_duplicates() == 0
    assert not Resemblance.objects.waiting().exists()
    with pytest.raises(WrongState):
        dismiss(pair=pair, because="Again", by=cast.dsl)


def test_a_pair_is_seen_by_who_keeps_both(cast, kept):
    EnrolmentFactory(school=cast.other, **SAME)
    find_duplicates()
    assert not Resemblance.objects.visible_to(cast.dsl).exists()
    assert Resemblance.objects.visible_to(cast.administrator).exists()
    assert not Resemblance.objects.visible_to(cast.lead_social_worker).exists()


def test_one_upn_that_two_records_had(cast, kept):
    other = EnrolmentFactory(school=cast.own, pupil__forename="Zed", pupil__surname="Quill").pupil
    PupilUpn.objects.create(pupil=other, upn=kept.upn, reason="Given in error", ended_on=BORN)
    assert find_duplicates() == 1
    pair = Resemblance.objects.get()
    assert {pair.first, pair.second} == {kept, other}
    assert pair.reasons == ["Both have or had the same UPN"]


def test_that_they_are_two_can_be_taken_back(cast, kept, second):
    find_duplicates()
    pair = Resemblance.objects.get()
    with pytest.raises(WrongState):
        reconsider(pair=pair, by=cast.dsl)
    dismiss(pair=pair, because="Cousins", by=cast.dsl)

    reconsider(pair=pair, by=cast.dsl)

    assert Resemblance.objects.waiting().get() == pair
    assert Event.objects.filter(verb="pupil.perhaps_the_same").count() == 2


def test_a_pair_made_two_again_does_not_wait(cast, kept, second):
    find_duplicates()
    undo_merge(made=merged(kept, second, cast.dsl), because="Two cousins", by=cast.dsl)
    assert not Resemblance.objects.waiting().exists()
    assert Resemblance.objects.get().because == "Two cousins"


# --- Merging ---


def test_rolls_facts_and_upns_go_over(cast, kept, second):
    elsewhere = EnrolmentFactory(pupil=second, school=cast.other)
    said = {"starts_on": date(2025, 9, 1), "as_at": date(2025, 9, 1), "source": FactSource.CENSUS, "by": None}
    set_fact(pupil=second, kind=FactKind.SEN_PROVISION, value="E", **said)
    set_fact(pupil=second, kind=FactKind.FREE_MEALS, value="Y", **said)
    set_fact(pupil=kept, kind=FactKind.FREE_MEALS, value="N", **said)

    merged(kept, second, cast.administrator)

    assert set(kept.enrolments.filter(ends_on=None).values_list("school", flat=True)) == {
        cast.own.pk,
        elsewhere.school_id,
    }
    assert second.enrolments.get().destination_note == "Second record of the same pupil"
    assert set(kept.facts.values_list("kind", "value")) == {("sen_provision", "E"), ("free_meals", "N")}
    assert kept.former_upns.get().upn == upn_number(2)
    second.refresh_from_db()
    assert (second.upn, second.merged_into) == (None, kept)
    assert set(Pupil.objects.visible_to(cast.dsl)) == {kept}
    assert set(Pupil.objects.visible_to(cast.other_dsl)) == {kept}
    assert set(Event.objects.filter(verb__startswith="pupil.merge").values_list("verb", flat=True)) == {
        "pupil.merge",
        "pupil.merged",
    }


def test_undoing_writes_everything_back(cast, kept, second):
    EnrolmentFactory(pupil=second, school=cast.other)
    before = list(Enrolment.objects.order_by("pk").values())
    made = merged(kept, second, cast.administrator)

    undo_merge(made=made, because="Two cousins", by=cast.administrator)

    assert list(Enrolment.objects.order_by("pk").values()) == before
    second.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.upn, second.upn, second.merged_into) == (upn_number(1), upn_number(2), None)
    assert not PupilUpn.objects.exists()
    with pytest.raises(WrongState):
        undo_merge(made=made, because="Again", by=cast.administrator)
    merged(second, kept, cast.administrator)  # and the other way round


def test_a_permanent_upn_goes_before_none(cast, second):
    kept = EnrolmentFactory(school=cast.own, pupil__upn=None, **SAME).pupil
    made = merged(kept, second, cast.dsl)
    kept.refresh_from_db()
    assert kept.upn == upn_number(2)
    assert not PupilUpn.objects.exists()

    undo_merge(made=made, because="No", by=cast.dsl)
    kept.refresh_from_db()
    second.refresh_from_db()
    assert (kept.upn, second.upn) == (None, upn_number(2))


def test_a_record_of_records_goes_on_pointing_at_one(cast, kept, second):
    third = EnrolmentFactory(school=cast.own, **SAME).pupil
    merged(second, third, cast.dsl)
    made = merged(kept, second, cast.dsl)
    assert set(Pupil.objects.filter(merged_into=kept)) == {second, third}
    third.refresh_from_db()
    assert set(third.records) == {kept.pk, second.pk, third.pk}

    undo_merge(made=made, because="No", by=cast.dsl)

    assert set(Pupil.objects.filter(merged_into=second)) == {third}
    assert not Pupil.objects.filter(merged_into=kept).exists()


def test_what_cannot_be_is_refused(cast, kept, second):
    with pytest.raises(Refused):
        merge(kept=kept, merged=kept, because="Same", by=cast.dsl)
    with pytest.raises(Refused):
        merge(kept=kept, merged=second, because=" ", by=cast.dsl)
    made = merged(kept, second, cast.dsl)
    with pytest.raises(WrongState):
        merged(second, kept, cast.dsl)
    with pytest.raises(Refused):
        undo_merge(made=made, because="", by=cast.dsl)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pupil.objects.filter(pk=kept.pk).update(merged_into=kept)


def test_a_file_that_names_the_merged_upn_finds_the_kept_record(cast, kept, second):
    merged(kept, second, cast.dsl)
    row = {
        "upn": upn_number(2),
        "school_id": cast.own.pk,
        "forename": "Ann",
        "surname": "Birch",
        "born_on": BORN,
    }
    known = Known([row])
    assert known.by_upn == {}
    assert known.by_former_upn == {upn_number(2): kept}


def test_what_the_merged_record_had_before_finds_the_kept_one(cast, kept, second):
    PupilUpn.objects.create(pupil=second, upn=upn_number(3), reason="Temporary", ended_on=BORN)
    Pupil.objects.filter(pk=second.pk).update(surname="Larch", search_name="ann larch")
    merged(kept, second, cast.dsl)

    rows = [{"upn": upn_number(3), "school_id": cast.own.pk}]
    assert Known(rows).by_former_upn == {upn_number(3): kept}
    unnumbered = {"school_id": cast.own.pk, "forename": "Ann", "surname": "Larch", "born_on": BORN}
    assert [list(found) for found in Known([unnumbered]).by_name.values()] == [[kept]]
    for typed in (upn_number(2), upn_number(3), "larch", "ann larch", second.reference):
        assert list(Pupil.objects.visible_to(cast.dsl).matching(typed)) == [kept], typed


# --- Reading together ---

# Every relation to a pupil is either followed by its readers (`Pupil.records`, `same_children`), which
# `test_the_page_shows_the_whole_child` looks at, or needs not be, for the reason given.
FOLLOWED = {
    "pupils.Enrolment.pupil",
    "pupils.PupilFact.pupil",
    "pupils.SafeguardingTransfer.pupil",
    "concerns.ConcernSubject.pupil",
    "risk.Alert.pupil",
    "risk.RiskView.pupil",
    "risk.WarningNote.pupil",
    "suspensions.Suspension.pupil",
    "measures.Measure.pupil",
    "protocol.Case.pupil",
    "diary.DiaryEntry.pupil",
    "ownplans.OwnPlan.pupil",
}
NOT_FOLLOWED = {
    "pupils.Pupil.merged_into": "is how they are followed",
    "pupils.PupilUpn.pupil": "the merged record's UPN becomes a former one of the kept",
    "pupils.Resemblance.first": "about the records themselves",
    "pupils.Resemblance.second": "about the records themselves",
    "pupils.PupilMerge.kept": "about the records themselves",
    "pupils.PupilMerge.merged": "about the records themselves",
    "concerns.BodyMark.pupil": "read with its concern",
    "concerns.Referral.pupil": "read with its concern",
    "concerns.Draft_pupils.pupil": "a draft is read by its author",
    "concerns.Draft.pupils": "a draft is read by its author",
    "measures.Look.pupil": "an officer looks at what one record did",
    "measures.MeasureDraft.pupil": "a draft is read by its author",
    "suspensions.SuspensionDraft.pupil": "a draft is read by its author",
    "suspensions.DerivedPupil.pupil": "remembers of which record what is owed was worked out",
}


def test_every_relation_to_a_pupil_is_decided_upon():
    relations = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Pupil._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    assert relations == FOLLOWED | set(NOT_FOLLOWED)


def test_the_page_shows_the_whole_child(cast, as_person, kept, second):
    concern = ConcernFactory(school=cast.own, pupil=second)
    case = CaseFactory(school=cast.own, pupil=second)
    view = RiskViewFactory(school=cast.own, pupil=second, harm=Harm.EXCLUSION)
    warning = WarningNoteFactory(school=cast.own, pupil=second)
    suspension = SuspensionFactory(school=cast.own, pupil=second)
    first_step(suspension, by=suspension.recorded_by)
    direction = DirectionFactory(school=cast.own, pupil=second)
    MeasureStepFactory(measure=direction, verb="record")
    own_plan = OwnPlanFactory(school=cast.own, case=case, pupil=second)
    entry = DiaryEntryFactory(school=cast.own, worker=cast.lead_social_worker, pupil=second)
    merged(kept, second, cast.administrator)
    browser = as_person("lead_social_worker")

    page = text_of(browser.get(kept.get_absolute_url()))
    by_old_address = text_of(browser.get(second.get_absolute_url()))
    risk = text_of(browser.get(reverse("pupils:tab", args=[kept.reference, "risk"])))
    suspensions = text_of(browser.get(reverse("pupils:tab", args=[kept.reference, "suspensions"])))
    measures = text_of(browser.get(reverse("pupils:tab", args=[kept.reference, "measures"])))
    concerns = text_of(browser.get(reverse("pupils:tab", args=[kept.reference, "concerns"])))
    own_plans = text_of(browser.get(reverse("pupils:tab", args=[kept.reference, "own_plan"])))

    for reference in (
        concern.reference,
        case.reference,
        entry.reference,
        suspension.reference,
        direction.reference,
    ):
        assert reference in page, reference
        assert reference in by_old_address, reference
    assert view.rationale in risk
    assert warning.text in risk
    assert suspension.reference in suspensions
    assert direction.reference in measures
    assert concern.reference in concerns
    assert own_plan.reference in own_plans
    assert "Left" not in text_of(browser.get(reverse("pupils:details", args=[kept.reference])))


def test_days_of_both_records_count_together(cast, kept, second):
    SuspensionFactory(school=cast.own, pupil=kept, starts_on=date(2026, 11, 16))
    SuspensionFactory(school=cast.own, pupil=second, starts_on=date(2026, 11, 18))
    assert len(served_by(kept)) == 1
    merged(kept, second, cast.dsl)
    kept.refresh_from_db()
    second.refresh_from_db()
    assert len(served_by(kept)) == 2
    assert len(served_by(second)) == 2


# --- Pages ---


def compare_address(one, other):
    return reverse("pupils:compare", args=[one.reference, other.reference])


def test_compare_merge_undo_in_pages(cast, as_person, kept, second):
    find_duplicates()
    browser = as_person("dsl")
    listed = text_of(browser.get(reverse("pupils:duplicates")))
    assert "Same names and date of birth" in listed
    assert compare_address(kept, second) in listed

    address = compare_address(kept, second)
    page = text_of(browser.get(address))
    assert "Differs" in page  # the UPNs
    assert upn_number(2) in page
    assert "Choose the record that is kept" in text_of(browser.post(address, {"because": "Known to us"}))
    said = {"kept": kept.reference, "because": "Known to us", "once_token": "t"}
    for _ in range(2):
        answer = browser.post(address, said)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("pupils:details", args=[kept.reference])
    details = text_of(browser.get(reverse("pupils:details", args=[kept.reference])))
    assert second.reference in details
    assert PupilMerge.objects.count() == 1

    undo = reverse("pupils:unmerge", args=[kept.reference, PupilMerge.objects.get().pk])
    assert "Write how you know" in text_of(browser.post(undo, {"because": ""}))
    assert browser.post(undo, {"because": "Cousins"}).status_code == 302
    assert PupilMerge.objects.get().undone_by == cast.dsl
    assert browser.get(undo).status_code == 404


def test_two_children_are_said_to_be_two(cast, as_person, kept, second):
    find_duplicates()
    browser, address = as_person("dsl"), compare_address(kept, second)
    assert "Write how you know" in text_of(browser.post(address, {"dismiss": "yes", "two-because": ""}))
    answer = browser.post(address, {"dismiss": "yes", "two-because": "Cousins"})
    assert answer.status_code == 302
    assert Resemblance.objects.get().because == "Cousins"
    assert compare_address(kept, second) not in text_of(browser.get(reverse("pupils:duplicates")))

    said = text_of(browser.get(reverse("pupils:duplicates"), {"said": "two"}))
    assert address in said
    assert "said" in text_of(browser.get(address))
    assert browser.post(address, {"reconsider": "yes"}).status_code == 302
    assert address in text_of(browser.get(reverse("pupils:duplicates")))


def test_whoever_keeps_only_one_of_them_sees_neither(cast, as_person, kept):
    elsewhere = EnrolmentFactory(school=cast.other, **SAME).pupil
    assert as_person("dsl").get(compare_address(kept, elsewhere)).status_code == 404
    assert as_person("lead_social_worker").get(compare_address(kept, elsewhere)).status_code == 403
    assert as_person("administrator").get(compare_address(kept, kept)).status_code == 404


def test_how_much_is_recorded_is_for_those_who_read_it(cast, as_person, kept, second):
    assert "Recorded: concerns" in text_of(as_person("dsl").get(compare_address(kept, second)))
    assert "Recorded: " not in text_of(as_person("administrator").get(compare_address(kept, second)))


def test_the_list_asks_the_same_however_many_pairs(
    cast, as_person, kept, second, django_assert_max_num_queries
):
    find_duplicates()
    browser = as_person("administrator")
    browser.get(reverse("pupils:duplicates"))
    for _ in range(4):
        EnrolmentFactory(school=cast.own, **SAME)
    find_duplicates()
    with django_assert_max_num_queries(16):
        browser.get(reverse("pupils:duplicates"))


def test_scope_of_the_other_school_follows(cast, kept):
    """The school that had the merged record on roll goes on reading the child."""
    school = SchoolFactory()
    lead = LinkFactory(school=school, capacity=Role.DSL).user
    second = EnrolmentFactory(school=school, starts_on=timezone.localdate() - DAY, **SAME).pupil
    merged(kept, second, cast.administrator)
    assert set(Pupil.objects.openable_by(lead)) == {kept}

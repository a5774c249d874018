"""A school's roll from a file: who is meant, what is new, and that a second run writes nothing."""

from datetime import date

import pytest

from portal.audit.models import Event, EventSubject
from portal.bulk.enums import Fate, State
from portal.bulk.services import apply_import
from schools.pupils.changed import facts_changed
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import Enrolment, Pupil, PupilFact, PupilUpn
from schools.pupils.upn import check_letter
from tests.factories import ConcernFactory, DraftFactory, EnrolmentFactory, PupilFactory
from tests.factories.schools import upn_number

AS_AT = date(2026, 11, 2)
SAM = (upn_number(1), "Rowan", "Sam", "14/03/2013", "9")
ANN = ("", "Birch", "Ann", "2014-05-01", "Year 8")
FULL_HEADER = (
    "Unique pupil number", "Surname", "Forename", "Known as", "DOB", "Gender", "Year", "Status",
    "Enrol status", "Entry date", "Ethnicity", "First language", "SEN status", "SEN type 1", "SEN type 2",
    "FSM",
)  # fmt: skip
FULL = (
    upn_number(1), "Rowan", "Samuel", "Sam", "14/03/2013", "Male", "Y9", "ignored", "C", "01/09/2024",
    "MWBC", "ENG", "K", "SEMH", "SLCN", "yes",
)  # fmt: skip
SPECIFIC = ("UPN", "Last name", "First name", "Date of birth", "Year group")


def held(pupil, kind):
    return list(PupilFact.objects.on(AS_AT).filter(pupil=pupil, kind=kind).values_list("value", flat=True))


def reasons(item):
    return [
        (row.number, *problem[:2]) for row in item.rows.filter(fate=Fate.REJECTED) for problem in row.problems
    ]


def test_new_pupils_come_onto_the_roll(bring_in, cast):
    item = bring_in(SAM, ANN)

    assert (item.state, item.new, item.rejected) == (State.APPLIED, 2, 0)
    sam = Pupil.objects.get(upn=upn_number(1))
    assert (sam.full_name, sam.born_on, sam.search_name) == ("Sam Rowan", date(2013, 3, 14), " sam rowan")
    enrolment = sam.enrolments.get()
    assert (enrolment.school, enrolment.year_group, enrolment.starts_on, enrolment.status) == (
        cast.own, "9", AS_AT, "C",
    )  # fmt: skip
    assert Pupil.objects.get(surname="Birch").upn is None


def test_everything_a_school_sends_is_kept_with_source_and_day(bring_in):
    bring_in(FULL, header=FULL_HEADER)

    pupil = Pupil.objects.get()
    assert (pupil.preferred_name, pupil.sex, pupil.enrolments.get().starts_on) == (
        "Sam",
        "M",
        date(2024, 9, 1),
    )
    assert {kind: held(pupil, kind) for kind in FactKind} == {
        FactKind.ETHNICITY: ["MWBC"],
        FactKind.FIRST_LANGUAGE: ["ENG"],
        FactKind.SEN_PROVISION: ["K"],
        FactKind.SEN_NEED: ["SEMH", "SLCN"],
        FactKind.FREE_MEALS: ["Y"],
        FactKind.LOOKED_AFTER: [],
        FactKind.PREVIOUSLY_LOOKED_AFTER: [],
        FactKind.SOCIAL_WORKER: [],
    }
    fact = pupil.facts.get(kind=FactKind.ETHNICITY)
    assert (fact.source, fact.as_at, fact.starts_on) == (FactSource.SCHOOL_SYSTEM, AS_AT, AS_AT)


def test_a_second_run_writes_nothing(bring_in, hand_in):
    bring_in(FULL, header=FULL_HEADER)

    again = hand_in(FULL, header=FULL_HEADER)

    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_a_file_without_upns_finds_the_pupils_it_made(bring_in, hand_in):
    bring_in(ANN)

    assert hand_in(("", "BIRCH", "Änn", "01/05/2014", "8")).unchanged == 0
    again = hand_in(ANN)
    assert (again.new, again.unchanged) == (0, 1)


def test_empty_cells_leave_what_is_known(bring_in, hand_in):
    bring_in(FULL, header=FULL_HEADER)
    row = tuple("" if n not in (0, 1, 2, 4, 6) else cell for n, cell in enumerate(FULL))

    assert hand_in(row, header=FULL_HEADER).unchanged == 1


def test_what_differs_is_shown_and_changed(bring_in, hand_in, settle):
    bring_in(FULL, header=FULL_HEADER)
    changed = list(FULL)
    changed[1], changed[6], changed[12], changed[13], changed[14] = "Rowan-Ash", "10", "E", "ASD", ""

    item = hand_in(changed, header=FULL_HEADER, as_at="2026-11-20")

    assert item.rows.get().changes == {
        "Last name": ["Rowan", "Rowan-Ash"],
        "Year group": ["Year 9", "Year 10"],
        "Special educational needs provision": ["SEN support", "EHC plan"],
        "Special educational need": [
            "Social, emotional and mental health, Speech, language and communication needs",
            "Autistic spectrum disorder",
        ],
    }
    settle(apply_import, item, leave_out=False)
    pupil = Pupil.objects.get()
    assert pupil.search_name == " samuel rowan ash sam"
    assert (pupil.enrolments.get().year_group, pupil.enrolments.get().year_since) == (
        "10",
        date(2026, 11, 20),
    )
    before, now = pupil.facts.filter(kind=FactKind.SEN_PROVISION).order_by("starts_on")
    assert (before.value, before.ends_on, now.value, now.starts_on) == (
        "K", date(2026, 11, 19), "E", date(2026, 11, 20),
    )  # fmt: skip
    assert held(pupil, FactKind.SEN_NEED) == ["SEMH", "SLCN"]


def test_a_correction_from_the_same_day_withdraws_the_former_value(bring_in):
    bring_in(FULL, header=FULL_HEADER)
    changed = [*FULL[:10], "BCRB", *FULL[11:]]

    bring_in(changed, header=FULL_HEADER)

    pupil = Pupil.objects.get()
    assert held(pupil, FactKind.ETHNICITY) == ["BCRB"]
    assert pupil.facts.exclude(withdrawn_at=None).get().value == "MWBC"


def test_an_older_file_does_not_overrule_what_is_known_since(bring_in, hand_in):
    bring_in(FULL, header=FULL_HEADER)
    older = [*FULL[:10], "BCRB", *FULL[11:]]

    item = hand_in(older, header=FULL_HEADER, as_at="2026-10-01")

    assert (item.unchanged, item.warned) == (1, 1)


def test_the_end_of_provision_ends_the_needs(bring_in):
    bring_in(FULL, header=FULL_HEADER)

    bring_in([*FULL[:12], "N", "", "", ""], header=FULL_HEADER, as_at="2026-11-20")

    pupil = Pupil.objects.get()
    assert set(pupil.facts.filter(kind=FactKind.SEN_NEED).values_list("ends_on", flat=True)) == {
        date(2026, 11, 19)
    }


def test_a_temporary_upn_gives_way_to_the_permanent_one(bring_in, cast):
    body = "99940012600A"
    temporary = check_letter(body) + body
    pupil = PupilFactory(upn=temporary, forename="Sam", surname="Rowan", born_on=date(2013, 3, 14))
    EnrolmentFactory(pupil=pupil, school=cast.own, year_group="9")

    item = bring_in(SAM)

    assert item.changed == 1
    pupil.refresh_from_db()
    assert pupil.upn == upn_number(1)
    assert PupilUpn.objects.get(pupil=pupil).upn == temporary


def test_a_pupil_comes_from_another_school_with_the_upn(bring_in, hand_in, cast):
    pupil = PupilFactory(upn=upn_number(1), forename="Sam", surname="Rowan", born_on=date(2013, 3, 14))
    before = EnrolmentFactory(pupil=pupil, school=cast.other, year_group="9")

    assert reasons(hand_in(SAM)) == [
        (
            2,
            "Enrolment status",
            "the pupil is on another school’s roll at that time: that school must give a last day first, "
            "or both use dual registration (M and S)",
        )
    ]

    Enrolment.objects.filter(pk=before.pk).update(ends_on=date(2026, 10, 30))
    assert bring_in(SAM).changed == 1
    assert Enrolment.objects.active(AS_AT).get(pupil=pupil).school == cast.own


def test_another_schools_pupil_is_not_found_out_by_upn_alone(hand_in, cast):
    pupil = PupilFactory(upn=upn_number(1), forename="Robin", surname="Wren", born_on=date(2012, 1, 1))
    EnrolmentFactory(pupil=pupil, school=cast.other)

    item = hand_in(SAM)

    assert reasons(item) == [(2, "UPN", "is another pupil’s, with another date of birth: check both")]
    assert "Wren" not in str(list(item.rows.values()))


def test_a_pupil_who_has_left_is_left_alone(bring_in, hand_in, cast):
    header = (*SPECIFIC, "First day", "Last day")
    bring_in((*SAM, "01/09/2024", ""), header=header)

    item = bring_in((*SAM, "01/09/2024", "23/10/2026"), header=header)

    assert item.changed == 1
    assert Pupil.objects.get().enrolments.get().leaving_reason == "other"
    again = hand_in((SAM[0], "Changed", *SAM[2:], "01/09/2024", "23/10/2026"), header=header)
    assert again.unchanged == 1


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("X99", *SAM[1:]), "UPN", "A UPN is a letter, 11 numbers"),
        (("B" + SAM[0][1:], *SAM[1:]), "UPN", "The first letter does not fit"),
        (("Q207000016049", *SAM[1:]), "UPN", "The first letter does not fit"),
        ((SAM[0], "", *SAM[2:]), "Last name", "is empty"),
        ((*SAM[:3], "31/02/2013", "9"), "Date of birth", "is not a day of the calendar"),
        ((*SAM[:3], "14/03/2113", "9"), "Date of birth", "is not the date of birth of a school pupil"),
        ((*SAM[:3], "14/03/1913", "9"), "Date of birth", "is not the date of birth of a school pupil"),
        ((*SAM[:4], "17"), "Year group", '"17" is not a code known here'),
        ((*SAM[:4], "Upper sixth"), "Year group", "is not a code known here"),
    ],
)
def test_a_cell_that_cannot_be_true_rejects_the_row(hand_in, row, column, words):
    ((number, named, reason),) = reasons(hand_in(row))

    assert (number, named) == (2, column)
    assert words in reason


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (("01/01/2013", "", "", "", ""), "First day", "is before the date of birth"),
        (("01/09/2024", "01/08/2024", "", "", ""), "Last day", "is before the first day"),
        (("01/09/2029", "", "", "", ""), "First day", "is more than a year ahead"),
        (("", "", "N", "SEMH", ""), "SEN need 1", "goes with SEN support (K) or an EHC plan (E) only"),
        (("", "", "", "SEMH", ""), "SEN need 1", "goes with SEN support (K) or an EHC plan (E) only"),
        (("", "", "E", "NSA", ""), "SEN need 1", "NSA goes with SEN support (K) only"),
        (("", "", "K", "SEMH", "SEMH"), "SEN need 2", "is the same as the first"),
        (("", "", "Z", "", ""), "SEN provision", '"Z" is not a code known here (N, K, E)'),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(hand_in, cells, column, words):
    header = (*SPECIFIC, "First day", "Last day", "SEN provision", "SEN need 1", "SEN need 2")

    ((_, named, reason),) = reasons(hand_in((*SAM, *cells), header=header))

    assert named == column
    assert words in reason


def test_who_stands_twice_in_a_file_is_rejected_the_second_time(hand_in):
    twin = (upn_number(2), *SAM[1:])

    item = hand_in(SAM, SAM, ANN, ANN, twin)

    assert reasons(item) == [
        (3, "UPN", "the same pupil stands in row 2 already"),
        (5, "Last name", "the same pupil stands in row 4 already"),
    ]
    assert item.new == 3


def test_two_pupils_alike_need_a_upn(hand_in, cast):
    for number in (1, 2):
        pupil = PupilFactory(
            upn=upn_number(number), forename="Ann", surname="Birch", born_on=date(2014, 5, 1)
        )
        EnrolmentFactory(pupil=pupil, school=cast.own)

    assert reasons(hand_in(ANN)) == [
        (2, "Last name", "two pupils here have this name and date of birth: give the UPN")
    ]


def test_a_year_group_that_does_not_fit_the_age_is_a_warning(hand_in):
    item = hand_in((*SAM[:4], "3"))

    assert (item.new, item.warned) == (1, 1)
    assert item.rows.get().problems == [["Year group", "Year 3 does not fit the age; Year 9 would", True]]


def test_a_change_is_found_under_every_pupil(bring_in, cast):
    bring_in(SAM, ANN)

    event = Event.objects.get(verb="pupil.import")
    assert event.actor == cast.dsl
    assert set(EventSubject.objects.filter(event=event).values_list("reference", flat=True)) == {
        str(cast.own.urn),
        *Pupil.objects.values_list("reference", flat=True),
    }
    assert event.detail == {"pupils": 2}


def everything():
    models = (Pupil, Enrolment, PupilFact, PupilUpn)
    return [sorted(map(str, model.objects.values_list())) for model in models]


def test_rooms_above_are_told_whose_facts_a_file_and_its_undoing_change(bring_in, take_back):
    told = []

    def hear(pupils, **kwargs):
        told.append(set(pupils))

    bring_in(FULL, (upn_number(5), "New", "Pupil", *FULL[3:]), header=FULL_HEADER)
    sam = Pupil.objects.get(upn=upn_number(1))
    facts_changed.connect(hear)
    try:
        take_back(bring_in((*FULL[:10], "BCRB", *FULL[11:]), header=FULL_HEADER, as_at="2026-11-20"))
    finally:
        facts_changed.disconnect(hear)
    assert told == [{sam.pk}, {sam.pk}]


def test_undo_brings_everything_back(bring_in, take_back):
    bring_in(FULL, header=FULL_HEADER)
    before = everything()
    changed = list(FULL)
    changed[1], changed[6], changed[10], changed[12], changed[13] = "Ash", "10", "BCRB", "E", "ASD"
    second = bring_in(
        changed, (upn_number(5), "New", "Pupil", *FULL[3:]), header=FULL_HEADER, as_at="2026-11-20"
    )
    assert everything() != before

    item = take_back(second)

    assert item.state == State.UNDONE
    assert everything() == before


@pytest.mark.parametrize("use", ["concern", "draft"])
def test_a_pupil_with_records_stays(bring_in, take_back, cast, use):
    item = bring_in(SAM, ANN)
    if use == "concern":
        ConcernFactory(school=cast.own, pupil=Pupil.objects.first())
    else:
        DraftFactory(school=cast.own, author=cast.dsl).pupils.add(Pupil.objects.first())

    item = take_back(item)

    assert item.state == State.APPLIED
    assert item.problem == (
        "It stays as it is. Some of its pupils have concerns, cases or other records by now."
    )
    assert Pupil.objects.count() == 2


def test_a_pupil_changed_by_hand_since_stays(bring_in, take_back):
    item = bring_in(SAM)
    Pupil.objects.update(surname="By hand")

    assert take_back(item).problem == "It stays as it is. Some of its pupils were changed since."
    assert Pupil.objects.get().surname == "By hand"


def test_the_questions_do_not_grow_with_the_rows(hand_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        hand_in(*[(upn_number(n), f"Name{n}", "Sam", "14/03/2013", "9") for n in range(1, 300)])

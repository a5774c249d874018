"""Letters: what the law wants in them, by kind of school; kept as written; texts that the authority sets."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.enums import DayPart, State, SuspensionKind
from exclusions.suspensions.letters.kinds import KINDS, kinds_for
from exclusions.suspensions.letters.services import (
    compose,
    problems_with,
    set_text,
    text_in_force,
    write_letter,
)
from exclusions.suspensions.models import Letter, LetterText, Step, Suspension
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import plain_date
from schools.register.enums import Regime
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory

DAY = timedelta(days=1)
MONDAY = date(2026, 9, 14)


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own, pupil__born_on=date(2013, 5, 5)).pupil


def suspended(cast, pupil, days=2, **more):
    weekdays = [day for n in range(2 * days) if (day := MONDAY + n * DAY).weekday() < 5]
    parts = dict.fromkeys(weekdays[:days], DayPart.DAY)
    made = SuspensionFactory(school=cast.own, pupil=pupil, starts_on=MONDAY, parts=parts, **more)
    derive_pupil(pupil, why="Recorded")
    return made


def excluded(cast, pupil, **more):
    made = SuspensionFactory(school=cast.own, pupil=pupil, starts_on=MONDAY, permanent=True, **more)
    derive_pupil(pupil, why="Recorded")
    return made


def words(suspension, kind, **more):
    said = {"addressee": "Ms Lee Doe", "write_to": "clerk@school.example", "more": "", **more}
    return compose(suspension, KINDS[kind], **said)[0]


def test_the_letter_to_parents_says_what_the_law_wants(cast, pupil):
    suspension = suspended(cast, pupil, days=6)
    letter = words(suspension, "parents_suspended", more="Please ring me.")

    assert letter.startswith("Dear Ms Lee Doe")
    for wanted in (
        "for 6 days, from Monday 14 September 2026 to Monday 21 September 2026",
        "- Physical assault against a pupil",
        "right to make representations about this decision to the governing board",
        "clerk@school.example",
        "your child can take part",
        "held remotely",
        "must not be in a public place",
        "Monday 14 September 2026 to Friday 18 September 2026",
        "From Monday 21 September 2026, the sixth school day",
        "Your child comes back to school on Tuesday 22 September 2026",
        "Please ring me.",
        "Ms Ann Doe",
    ):
        assert wanted in letter, wanted
    assert "[" not in letter
    assert "\n\n\n" not in letter


@pytest.mark.parametrize(
    ("regime", "board", "arranger"),
    [
        (Regime.MAINTAINED, "the governing board must meet", "the local authority"),
        (Regime.PRU, "the management committee must meet", "the local authority"),
        (Regime.ACADEMY, "the academy trust’s governing board must meet", "the academy trust"),
    ],
)
def test_the_words_follow_the_kind_of_school(cast, pupil, regime, board, arranger):
    cast.own.regime = regime
    cast.own.save()
    exclusion = excluded(cast, pupil)
    assert board in words(exclusion, "parents_excluded").replace("The ", "the ")

    Step.objects.create(
        suspension=exclusion, number=1, verb="decline", on=MONDAY + 7 * DAY, by=exclusion.recorded_by
    )
    Suspension.objects.filter(pk=exclusion.pk).update(state=State.DECLINED)
    exclusion.refresh_from_db()
    review = words(exclusion, "parents_decision")
    assert f"apply to {arranger} for an independent review" in review
    assert "15 school days from the day on which you get this letter" in review
    assert "ask that an expert in them be there" in review


def test_the_letter_of_a_cancellation_names_the_board_of_the_school(cast, pupil):
    cast.own.regime = Regime.PRU
    cast.own.save()
    suspension = suspended(cast, pupil, state=State.CANCELLED, back_on=MONDAY + DAY)
    Step.objects.create(suspension=suspension, number=1, verb="cancel", on=MONDAY, by=suspension.recorded_by)
    assert "The management committee will not consider it." in words(suspension, "parents_cancelled")


@pytest.mark.parametrize(("elsewhere", "offered"), [(1, True), (0, False)])
def test_the_home_authority_is_written_to_only_where_it_is_another(cast, pupil, elsewhere, offered):
    home = f"{cast.own.la_code - elsewhere:03}"
    exclusion = excluded(cast, pupil, home_authority=home)
    assert ("home_authority" in {kind.code for kind in kinds_for(exclusion)}) is offered


def test_no_letter_promises_education_from_a_day_that_has_passed(cast, pupil):
    suspended(cast, pupil, days=5)
    second = [MONDAY + 7 * DAY, MONDAY + 8 * DAY]
    SuspensionFactory(
        school=cast.own, pupil=pupil, starts_on=second[0], parts=dict.fromkeys(second, DayPart.DAY)
    )
    third = SuspensionFactory(
        school=cast.own, pupil=pupil, starts_on=MONDAY + 9 * DAY, parts={MONDAY + 9 * DAY: DayPart.DAY}
    )
    letter = words(third, "parents_suspended")
    assert "the sixth school day, " not in letter
    assert "The sixth school day has passed" in letter


def test_what_does_not_apply_is_left_out(cast, pupil):
    short = words(suspended(cast, pupil, days=1), "parents_suspended")
    assert "sixth school day" not in short
    assert "cannot reinstate your child" in short

    parts = {MONDAY + 14 * DAY: DayPart.LUNCHTIME}
    lunch = SuspensionFactory(
        school=cast.own, pupil=pupil, kind=SuspensionKind.LUNCHTIME, starts_on=MONDAY + 14 * DAY, parts=parts
    )
    assert "public place" not in words(lunch, "parents_lunchtime")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, {"parents_suspended", "board"}),
        (
            {"looked_after": "Y", "social_worker": "CIN"},
            {"parents_suspended", "board", "social_worker", "virtual_school"},
        ),
        ({"state": State.CANCELLED, "back_on": MONDAY}, {"parents_cancelled"}),
        ({"state": State.VOID}, set()),
    ],
)
def test_only_letters_that_fit_are_offered(cast, pupil, more, expected):
    assert {kind.code for kind in kinds_for(suspended(cast, pupil, **more))} == expected


def test_every_shipped_text_has_what_the_law_wants(db):
    assert set(LetterText.objects.values_list("kind", flat=True)) == set(KINDS)
    for code, kind in KINDS.items():
        assert problems_with(text_in_force(code).text, kind) == []


def test_a_letter_is_kept_as_written(cast, pupil):
    suspension = suspended(cast, pupil)
    letter = write_letter(
        suspension=suspension,
        kind=KINDS["parents_suspended"],
        address="Ms Lee Doe\n1 High Street",
        write_to="",
        more="",
        by=cast.headteacher,
    )
    set_text(
        kind="parents_suspended",
        text=text_in_force("parents_suspended").text.replace("I know that", "I do know that"),
        by=cast.inclusion_officer,
        seen=1,
    )

    letter.refresh_from_db()
    assert letter.edition == 1
    assert "I do know" not in letter.body
    assert "I do know" in words(suspension, "parents_suspended")
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.update(body="Something else")
    assert letter.reference in {s.reference for s in Event.objects.get(verb="letter.write").subjects.all()}


def test_a_letter_that_no_longer_fits_is_refused(cast, pupil):
    suspension = suspended(cast, pupil)
    Suspension.objects.filter(pk=suspension.pk).update(state=State.VOID)
    with pytest.raises(WrongState):
        write_letter(
            suspension=suspension, kind=KINDS["board"], address="Clerk", write_to="", more="", by=cast.dsl
        )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[representations]", ""), "representations] is missing"),
        (("[reasons]", "[reason]"), "[reason] is no part of a letter"),
    ],
)
def test_a_text_without_what_the_law_wants_is_refused(cast, change, says):
    text = text_in_force("parents_suspended").text.replace(*change)
    with pytest.raises(Refused) as refusal:
        set_text(kind="parents_suspended", text=text, by=cast.inclusion_officer, seen=1)
    assert says in str(refusal.value)
    assert LetterText.objects.filter(kind="parents_suspended").count() == 1


def test_two_who_set_a_text_at_once(cast):
    text = text_in_force("board").text
    set_text(kind="board", text=text + "\n\nThank you.", by=cast.inclusion_officer, seen=1)
    with pytest.raises(WrongState):
        set_text(kind="board", text=text, by=cast.administrator, seen=1)
    assert set_text(kind="board", text=text_in_force("board").text, by=cast.administrator, seen=2).number == 2


# --- Pages ---


def page(answer):
    return unescape(answer.content.decode())


def test_write_read_take(cast, as_person, pupil):
    suspension = suspended(cast, pupil)
    browser = as_person("headteacher")
    assert "Write a letter" in page(browser.get(suspension.get_absolute_url()))
    address = reverse("suspensions:write_letter", args=[suspension.reference, "parents_suspended"])
    said = {"address": "Ms Lee Doe\n1 High Street", "write_to": "", "more": ""}

    assert "Enter who the letter is for" in page(browser.post(address, {**said, "address": " "}))
    assert "Dear Ms Lee Doe" in page(browser.post(address, said))
    assert not Letter.objects.exists()
    for _ in range(2):
        answer = browser.post(address, {**said, "keep": "yes", "once_token": "x"})
        assert answer.status_code == 302

    letter = Letter.objects.get()
    own = reverse("suspensions:letter", args=[letter.reference])
    assert "say that it is done" in page(browser.get(own))
    school, day = suspension.school, plain_date(letter.written_at)
    assert browser.get(own, {"file": "txt"}).content.decode() == (
        f"{school.name}\n{school.address}\n\nMs Lee Doe\n1 High Street\n\n{day}\n"
        f"Our reference: {letter.reference}\n\n{letter.body}\n"
    )
    pdf = browser.get(own, {"file": "pdf"})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == f'attachment; filename="{letter.reference}.pdf"'
    assert pupil.surname not in pdf["Content-Disposition"]
    assert set(Event.objects.filter(verb__startswith="letter.").values_list("verb", flat=True)) == {
        "letter.write",
        "letter.view",
        "letter.txt",
        "letter.pdf",
    }


def test_a_letter_that_does_not_fit_is_not_there(cast, as_person, pupil):
    suspension = suspended(cast, pupil)
    for kind in ("parents_excluded", "nonsense"):
        address = reverse("suspensions:write_letter", args=[suspension.reference, kind])
        assert as_person("headteacher").get(address).status_code == 404


def test_the_authority_sets_a_text_on_a_page(cast, as_person):
    browser, address = as_person("inclusion_officer"), reverse("suspensions:letter_text", args=["board"])
    text = text_in_force("board").text
    wrong = page(browser.post(address, {"text": text.replace("[reasons]", ""), "edition": "1"}))
    assert "[reasons] is missing" in wrong

    assert browser.post(address, {"text": text + "\n\nThank you.", "edition": "1"}).status_code == 302
    assert text_in_force("board").number == 2
    assert "has set this text since" in page(browser.post(address, {"text": text, "edition": "1"}))
    assert "has set this text since" in page(browser.post(address, {"text": text, "edition": "x"}))
    assert "edition 2" in page(browser.get(reverse("suspensions:letter_texts")))

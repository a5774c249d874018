"""The evidence list: advice, answered by people, corrected without losing what stood."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from exclusions.outcomes.enums import EvidenceState
from exclusions.outcomes.evidence import counted, items_of
from exclusions.outcomes.models import EvidenceAnswer, EvidenceFile
from exclusions.outcomes.services import Answered, answer_item
from exclusions.outcomes.suggesting import suggestions_for
from exclusions.protocol.timeline import timeline
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.factories import ActionFactory, ConcernFactory, DirectionFactory, MeetingFactory, SuspensionFactory
from tests.world_meetings import finished

TODAY = date(2026, 11, 23)
DONE = {"state": "done", "why": "Kept since September.", "on_0": "2", "on_1": "11", "on_2": "2026"}


def said(state=EvidenceState.DONE, why="Kept.", on=TODAY):
    return Answered(state, why, on)


def url_of(case, code="log"):
    return reverse("outcomes:answer", args=[case.reference, code])


def page_of(browser, case):
    return browser.get(reverse("outcomes:evidence", args=[case.reference])).content.decode()


def test_the_list_is_the_protocols_and_says_that_it_is_advice(as_person, case):
    page = page_of(as_person("senco"), case)

    assert "This list is advice" in page
    assert "18 items: 0 done, 0 not applicable, 0 not done, 18 not answered yet." in page
    assert "Behaviour log and chronology" in page
    assert url_of(case) not in page


def test_an_answer_stands_with_who_when_and_its_document(as_person, cast, case):
    upload = SimpleUploadedFile("log.txt", b"Two incidents")

    answer = as_person("headteacher").post(url_of(case), DONE | {"seen_number": "0", "document": upload})

    assert answer.status_code == 302
    found = EvidenceAnswer.objects.get()
    assert (found.state, found.on, found.by, found.number) == ("done", date(2026, 11, 2), cast.headteacher, 1)
    page = page_of(as_person("dsl"), case)
    assert "Kept since September." in page
    assert "log.txt" in page
    kept = EvidenceFile.objects.get()
    document = as_person("senco").get(reverse("outcomes:document", args=[kept.reference]))
    assert b"".join(document.streaming_content) == b"Two incidents"
    verbs = set(Event.objects.filter(verb__startswith="case.").values_list("verb", flat=True))
    assert {"case.answer_evidence", "case.add_evidence", "case.evidence_file"} <= verbs
    assert not Event.objects.filter(detail__icontains="September").exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Choose whether it was done"),
        ({"state": "not_done"}, "Write why it is not done"),
        ({"state": "n_a"}, "Write why it is not applicable"),
        ({"state": "done", "why": "Kept"}, "Enter the day on which it was done"),
        (DONE | {"on_2": "2027"}, "Enter a day that is not in the future"),
        (DONE | {"on_0": "31"}, "Enter a real day"),
        (DONE | {"document": SimpleUploadedFile("x.exe", b"MZ\x90")}, "cannot be attached"),
    ],
)
def test_bad_input_is_named_and_kept(as_person, case, typed, error):
    page = as_person("dsl").post(url_of(case), typed | {"seen_number": "0"}).content.decode()

    assert "There is a problem" in page
    assert error in page
    assert typed.get("why", "") in page
    assert EvidenceAnswer.objects.count() == EvidenceFile.objects.count() == 0


def test_a_correction_keeps_what_stood(as_person, cast, case):
    answer_item(case=case, code="log", said=said(), by=cast.dsl, seen_number=0)
    answer_item(
        case=case, code="log", said=said(EvidenceState.NOT_DONE, "It was lost.", None),
        by=cast.headteacher, seen_number=1,
    )  # fmt: skip

    (item,) = [one for one in items_of(case) if one.code == "log"]
    assert (item.state, [one.why for one in item.before]) == ("not_done", ["Kept."])
    page = page_of(as_person("dsl"), case)
    assert "What stood here before" in page
    assert "Kept." in page
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceAnswer.objects.update(why="Nothing happened")


def test_the_same_again_changes_nothing_and_a_double_click_neither(as_person, cast, case):
    for _ in range(2):
        as_person("dsl").post(url_of(case), DONE | {"seen_number": "0", "once_token": "same"})
    answer_item(
        case=case, code="log", said=said(why="Kept since September.", on=date(2026, 11, 2)),
        by=cast.dsl, seen_number=1,
    )  # fmt: skip

    assert EvidenceAnswer.objects.count() == 1


def test_the_second_of_two_is_shown_the_firsts_answer_and_loses_nothing(as_person, cast, case):
    answer_item(case=case, code="log", said=said(why="First."), by=cast.dsl, seen_number=0)
    person = as_person("headteacher")

    clash = person.post(url_of(case), DONE | {"seen_number": "0"})

    page = clash.content.decode()
    assert clash.status_code == 409
    assert "What stands now:" in page
    assert "First." in page
    assert "Kept since September.</textarea>" in page
    assert 'name="seen_number" value="1"' in page
    assert person.post(url_of(case), DONE | {"seen_number": "1"}).status_code == 302
    assert list(EvidenceAnswer.objects.values_list("why", flat=True)) == ["First.", "Kept since September."]


def test_services_refuse_what_forms_would(cast, case):
    for code, wrong in (
        ("unknown", said()),
        ("log", said(EvidenceState.NOT_DONE, " ")),
        ("log", said(on=None)),
        ("log", said(on=date(2026, 11, 24))),
    ):
        with pytest.raises(Refused):
            answer_item(case=case, code=code, said=wrong, by=cast.dsl, seen_number=0)
    answer_item(case=case, code="log", said=said(), by=cast.dsl, seen_number=0)
    with pytest.raises(WrongState, match="answered this"):
        answer_item(case=case, code="log", said=said(why="Other"), by=cast.dsl, seen_number=0)


def test_it_can_be_answered_after_the_case_is_closed(cast, case):
    case.version.outcomes.get(code="PEX_ISSUED")
    case.stage_records.update(was_left=True)
    type(case).objects.filter(pk=case.pk).update(
        state="closed", closed_at=case.opened_at, outcome=case.version.outcomes.get(code="PEX_ISSUED")
    )

    assert answer_item(case=case, code="log", said=said(), by=cast.dsl, seen_number=0).number == 1


def test_the_portal_suggests_and_claims_nothing(as_person, cast, case):
    ActionFactory(case=case)
    finished(MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True))
    SuspensionFactory(school=cast.own, pupil=case.pupil)
    DirectionFactory(school=cast.own, pupil=case.pupil)

    found = suggestions_for(cast.dsl, case)

    assert {code: len(several) for code, several in found.items()} == {
        "log": 1, "meeting": 2, "school_support": 1, "elsewhere": 1,
    }  # fmt: skip
    assert counted(items_of(case, cast.dsl))["open"] == 18
    page = as_person("dsl").get(url_of(case, "meeting") + "?use=1").content.decode()
    assert "A plan with 1 action, 0 of them done." in page.replace("&#x27;", "'")
    assert EvidenceAnswer.objects.count() == 0


def test_suggestions_keep_to_what_the_reader_may_see(cast, case):
    ConcernFactory(school=cast.own, pupil=case.pupil)
    SuspensionFactory(school=cast.other, pupil=case.pupil)
    DirectionFactory(school=cast.other, pupil=case.pupil)

    assert suggestions_for(cast.senco, case) == {}


def test_a_document_that_is_taken_out_is_opened_by_nobody(as_person, cast, case):
    upload = SimpleUploadedFile("log.txt", b"Another pupil's")
    answer_item(case=case, code="log", said=said(), by=cast.dsl, seen_number=0, upload=upload)
    kept = EvidenceFile.objects.get()
    url = reverse("outcomes:take_out", args=[kept.reference])

    assert b"Write why it is taken out" in as_person("dsl").post(url, {"because": ""}).content
    assert as_person("dsl").post(url, {"because": "Another pupil"}).status_code == 302

    assert as_person("dsl").get(reverse("outcomes:document", args=[kept.reference])).status_code == 404
    page = page_of(as_person("dsl"), case)
    assert "log.txt" not in page
    assert "Another pupil" in page


def test_answers_stand_in_the_timeline_for_who_reads_the_case(cast, case):
    answer_item(case=case, code="log", said=said(), by=cast.dsl, seen_number=0)

    titles = [line.title for line in timeline(cast.senco, case)]

    assert "Evidence list: Behaviour log and chronology: done" in titles


def test_an_unknown_item_is_no_page(as_person, case):
    assert as_person("dsl").get(url_of(case, "nothing")).status_code == 404


def test_the_list_costs_the_same_however_much_is_answered(
    as_person, cast, case, django_assert_num_queries, django_assert_max_num_queries
):
    person, url = as_person("dsl"), reverse("outcomes:evidence", args=[case.reference])
    person.get(url)
    with django_assert_max_num_queries(45) as first:
        person.get(url)
    for code in ("log", "policy", "needs"):
        answer_item(case=case, code=code, said=said(), by=cast.dsl, seen_number=0)

    with django_assert_num_queries(len(first)):
        person.get(url)

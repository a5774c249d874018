"""The pack: one PDF at its maker's scope, written down as an export, without a word of a concern."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from exclusions.concerns.models import Seal
from exclusions.outcomes.enums import Considered, EvidenceState, Option
from exclusions.outcomes.pack.parts import PARTS, Reading
from exclusions.outcomes.pack.said import CHILD, FAMILY, said_in
from exclusions.outcomes.services import Answered, Decided, Weighed, answer_item, write_decision
from exclusions.outcomes.views.packing import content
from exclusions.plans.enums import Party, Says
from exclusions.plans.models import Agreement, Plan
from exclusions.plans.services import add_file, take_out_file
from exclusions.protocol.models import Case
from exclusions.protocol.origin import stages_as_told
from portal.audit.enums import Kind
from portal.audit.models import Event
from tests.factories import (
    ActionFactory,
    CaseFactory,
    ConcernFactory,
    MeetingFactory,
    OwnPlanFactory,
    SuspensionFactory,
)
from tests.world_meetings import finished

ALL = [part.code for part in PARTS]
SENT = {"reader": "governors", "parts": ALL, "purpose": "Meeting on 30 November"}


def printed(user, case):
    """The pack with every part, as the page that is made a PDF of."""
    context = content(
        user, Case.objects.select_related("version", "stage", "pupil").get(pk=case.pk), [*PARTS]
    )
    context |= {"case": case, "pupil": case.pupil, "school": case.school, "printed_by": user}
    return render_to_string("outcomes/pack_pdf.html", context)


@pytest.fixture
def full(cast, case):
    ActionFactory(case=case)
    plan = Plan.objects.create(case=case, adjustments="A quiet room.", number=1)
    words = {"plan": plan, "number": 1, "on": "2026-11-20", "by": cast.dsl}
    Agreement.objects.create(**words, party=Party.PARENTS, says=Says.DISAGREES, words="He needs a mentor.")
    Agreement.objects.create(**words, party=Party.CHILD, says=Says.AGREES, words="I want to stay.")
    meeting = MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True)
    finished(meeting, sections=[{"title": "Talk", "parts": [["What helps", "Football."]]}], voice="Ask me.")
    SuspensionFactory(school=cast.own, pupil=case.pupil, pupil_view="It was not me.")
    said = Answered(EvidenceState.NOT_DONE, "Nobody asked the educational psychologist.", None)
    answer_item(case=case, code="needs", said=said, by=cast.dsl, seen_number=0)
    return case


def test_it_names_the_documents_of_the_plan_and_asks_as_often_for_many_actions(
    cast, full, django_assert_max_num_queries
):
    kept, gone = (
        add_file(case=full, upload=SimpleUploadedFile("x.txt", b"x"), about=about, by=cast.dsl)
        for about in ("Timetable", "Of another pupil")
    )
    take_out_file(kept=gone, because="Another pupil.", by=cast.dsl)
    page = printed(cast.headteacher, full)
    with django_assert_max_num_queries(99) as few:
        printed(cast.headteacher, full)
    for _ in range(3):
        ActionFactory(case=full)

    with django_assert_max_num_queries(99) as many:
        printed(cast.headteacher, full)

    assert kept.about in page
    assert gone.about not in page
    assert len(many) == len(few)


def test_it_comes_as_a_pdf_and_is_written_down_as_an_export(as_person, full):
    answer = as_person("headteacher").post(reverse("outcomes:pack", args=[full.reference]), SENT)

    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"] == f'attachment; filename="{full.reference}-pack.pdf"'
    event = Event.objects.get(verb="case.pack")
    assert (event.kind, event.reason) == (Kind.EXPORT, "Meeting on 30 November")
    assert event.detail == {"reader": "governors", "parts": ALL}


def test_the_child_comes_first_and_what_is_not_done_is_said_plainly(cast, full):
    page = printed(cast.headteacher, full)

    assert page.index("I want to stay.") < page.index("He needs a mentor.") < page.index("A quiet room.")
    assert "Nobody asked the educational psychologist." in page
    assert "NOT ANSWERED" in page
    assert "0 done, 0 not applicable, 1 not done, 17 not answered." in page
    for words in ("Football.", "Ask me.", "It was not me.", "1 day of the 45 that the law allows"):
        assert words in page, words


def test_the_decision_stands_in_it_with_its_options_views_and_equality(cast, full):
    said = dict.fromkeys(("destination", "day_six", "told"), "")
    weighed = (Weighed(Option.MOVE, Considered.NOT_CHOSEN, "No school near home."),)
    decided = Decided(
        options=weighed, decided_by="Ms Doe", decided_on=None, child_view="Let me stay.", outcome=None,
        parent_view="Give him time.", services_view="A mentor is found.", equality_view="He has ADHD.",
        destination_school=None, **said,
    )  # fmt: skip
    write_decision(case=full, decided=decided, by=cast.dsl, seen_number=0)

    page = printed(cast.headteacher, full)

    words = ("Let me stay.", "Give him time.", "No school near home.", "A mentor is found.", "He has ADHD.")
    assert [word for word in words if word not in page] == []
    assert page.index("Let me stay.") < page.index("Give him time.") < page.index("No school near home.")


def test_what_is_said_comes_once_the_childs_words_before_the_familys(cast, full):
    said = said_in(cast.headteacher, full, stages_as_told(cast.headteacher, full)[1])

    assert [(one.who, one.words) for one in said] == [
        (CHILD, "It was not me."),
        (CHILD, "I want to stay."),
        (CHILD, "Ask me."),
        (FAMILY, "He needs a mentor."),
    ]


def test_parts_are_chosen_and_what_is_left_out_is_named(cast, full):
    chosen = [part for part in PARTS if part.code in ("evidence", "plan")]

    found = content(cast.dsl, full, chosen)

    assert [part["label"] for part in found["parts"]] == ["The evidence list", "The plan and its reviews"]
    assert "Minutes of meetings" in found["left_out"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"purpose": ""}, "Write what the print is for"),
        ({"parts": []}, "Choose at least one part"),
        ({"reader": "press"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_named_and_nothing_is_made(as_person, full, change, error):
    answer = as_person("dsl").post(reverse("outcomes:pack", args=[full.reference]), SENT | change)

    assert error in answer.content.decode()
    assert not Event.objects.filter(verb="case.pack").exists()


@pytest.mark.parametrize("who", ["dsl", "lead_social_worker", "welfare_officer", "headteacher"])
def test_no_word_of_a_concern_is_in_it_sealed_or_not(cast, who):
    pupil = CaseFactory(school=cast.own).pupil
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl, pupil=pupil, what_happened="Secret words.")
    case = Case.objects.get()
    case.concern = concern
    case.save()
    Seal.objects.create(concern=concern, sealed_by=cast.dsl, because="Staff")

    page = printed(cast.people[who], case)

    assert "Secret words." not in page
    assert concern.reference not in page


def test_who_reads_no_concern_is_not_told_why_there_is_a_social_worker(cast, full, known_to_social_care):
    assert "Child protection plan" in printed(cast.dsl, full)
    told = printed(cast.welfare_officer, full)
    assert "Child protection plan" not in told
    assert "Social worker" in told


def test_suspensions_at_schools_out_of_reach_are_left_out(cast, full):
    elsewhere = SuspensionFactory(school=cast.other, pupil=full.pupil)

    assert elsewhere.reference not in printed(cast.dsl, full)
    assert elsewhere.reference in printed(cast.inclusion_officer, full)


def test_the_own_plan_is_not_ticked_and_only_for_who_may_read_it(cast, full, own_words):
    assert [part.code for part in PARTS if not part.is_chosen] == ["own_words"]
    (part,) = [part for part in PARTS if part.code == "own_words"]

    read = {
        name: part.load(Reading.of(cast.people[name], full))["words"] for name in ("dsl", "inclusion_officer")
    }

    assert read == {"dsl": "I cook.", "inclusion_officer": ""}


@pytest.fixture
def own_words(cast, full):
    plan = OwnPlanFactory(school=cast.own, case=full, pupil=full.pupil)
    plan.parts.create(code="words", content={"know": "I cook."})
    return plan

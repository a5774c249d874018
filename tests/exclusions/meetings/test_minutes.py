"""Minutes: each part a document of its own, clashes shown and never overwritten, finished and corrected."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from exclusions.meetings import services
from exclusions.meetings.models import Minutes, Part
from exclusions.meetings.page import Desk
from exclusions.meetings.services import Typed
from exclusions.plans.models import ActionStep
from exclusions.protocol.services import complete_stage
from exclusions.protocol.voices import newest
from exclusions.protocol.workplaces import given, work_on
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from tests.exclusions.protocol.filled import put_at
from tests.factories import ActionFactory, InviteeFactory, MeetingFactory

WORDS = "I want to stay with my friends."
REQUIRED = {"pupil_view": WORDS, "strengths": "Football.", "agreed": "agreed"}


def write(meeting, by, **typed):
    """What a page sends: text and the version it was typed over."""
    said = {name.replace("__", ":"): Typed(*pair) for name, pair in typed.items()}
    return services.save_parts(meeting=meeting, typed=said, asked=Desk(meeting).fields, by=by)


def fill(meeting, by, **texts):
    said = {name: Typed(text, 0) for name, text in (REQUIRED | texts).items()}
    return services.save_parts(meeting=meeting, typed=said, asked=Desk(meeting).fields, by=by)


def finish(meeting, by):
    meeting.refresh_from_db()
    return services.finish_minutes(meeting=meeting, by=by, seen_revision=meeting.revision)


def test_the_childs_own_words_come_first_and_parents_next(fixed):
    names = [part.name for part in Desk(fixed).fields]

    assert names[:3] == ["pupil_view", "parent_view", "others"]
    contexts = ["child", "family", "school", "peers", "place", "online"]
    assert [name for name in names if name.startswith("analysis:")] == [f"analysis:{c}" for c in contexts]
    assert names[-4:] == ["strengths", "agreed", "disagreement", "decisions"]


def test_people_who_write_in_different_parts_lose_nothing(cast, fixed):
    one, two = cast.lead_social_worker, cast.inclusion_officer

    write(fixed, one, strengths=("Football.", 0))
    write(fixed, two, pupil_view=(WORDS, 0))
    write(fixed, one, strengths=("Football. Maths.", 1))

    assert {part.name: (part.text, part.version) for part in Part.objects.all()} == {
        "strengths": ("Football. Maths.", 2),
        "pupil_view": (WORDS, 1),
    }
    assert list(Event.objects.filter(verb="meeting.minute").values_list("actor", flat=True)) == [
        two.pk,
        one.pk,
    ]


def test_who_typed_over_an_older_version_is_shown_the_newer_and_overwrites_nothing(cast, fixed):
    write(fixed, cast.lead_social_worker, strengths=("Football.", 0), decisions=("A mentor.", 0))

    saved = write(fixed, cast.inclusion_officer, strengths=("Art.", 0), parent_view=("Worried.", 0))

    assert saved.clashes == ["strengths"]
    assert saved.parts["strengths"].text == "Football."
    assert Part.objects.get(name="parent_view").text == "Worried."


def test_what_holds_the_other_text_whole_is_no_clash(cast, fixed):
    write(fixed, cast.lead_social_worker, strengths=("Football.", 0))

    saved = write(fixed, cast.inclusion_officer, strengths=("Football.\n\nArt.", 0))

    assert (saved.clashes, saved.parts["strengths"].text) == ([], "Football.\n\nArt.")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [("strengths", "x" * 20_001, "longer than 20,000"), ("agreed", "perhaps", "Choose one of the answers")],
)
def test_what_does_not_fit_is_named_and_not_saved(cast, fixed, name, text, sentence):
    with pytest.raises(Refused, match=sentence):
        write(fixed, cast.lead_social_worker, **{name: (text, 0)})

    assert Part.objects.count() == 0


def test_the_autosave_answers_what_is_new_and_what_clashes(cast, as_person, fixed):
    write(fixed, cast.inclusion_officer, strengths=("Football.", 0), decisions=("A mentor.", 0))
    url = reverse("meetings:save_minutes", args=[fixed.reference])

    sent = {"text:strengths": "Art.", "version:strengths": "0", "text:pupil_view": WORDS}
    answer = json.loads(as_person("lead_social_worker").post(url, sent).content)

    assert answer["clashes"] == ["strengths"]
    assert {name: (part["text"], part["version"]) for name, part in answer["parts"].items()} == {
        "strengths": ("Football.", 1),
        "decisions": ("A mentor.", 1),
        "pupil_view": (WORDS, 1),
    }
    assert answer["parts"]["strengths"]["by"] == cast.inclusion_officer.name


def test_without_scripts_a_clash_shows_both_texts_and_saving_them_keeps_both(cast, as_person, fixed):
    write(fixed, cast.inclusion_officer, strengths=("Football.", 0))
    url = reverse("meetings:minutes", args=[fixed.reference])

    page = as_person("lead_social_worker").post(url, {"text:strengths": "Art.", "version:strengths": "0"})

    assert page.status_code == 409
    assert "Football.\n\nArt.</textarea>" in page.content.decode()
    assert Part.objects.get().text == "Football."


def test_an_action_agreed_in_the_room_stands_in_the_plan(as_person, fixed):
    url = reverse("meetings:minutes", args=[fixed.reference])
    sent = {
        "do": "agree", "text:strengths": "Art.", "version:strengths": "0",
        "new-what": "A mentor meets Sam on Mondays", "new-need": "Somebody to talk to",
        "new-agency": "school", "new-owner": "", "new-owner_name": "Ms Doe",
        "new-due_on_0": "7", "new-due_on_1": "12", "new-due_on_2": "2026", "new-measure": "",
    }  # fmt: skip

    as_person("lead_social_worker").post(url, sent)

    action = fixed.agreed.get()
    assert (action.who, str(action.due_on), action.case) == ("Ms Doe, School", "2026-12-07", fixed.case)
    assert Part.objects.get().text == "Art."


def test_what_is_missing_keeps_minutes_open(cast, fixed):
    write(fixed, cast.lead_social_worker, strengths=("Football.", 0))

    with pytest.raises(Refused, match="Still missing: “What does the child say they want"):
        finish(fixed, cast.lead_social_worker)


def test_who_finishes_an_older_page_is_told(cast, fixed):
    fill(fixed, cast.lead_social_worker)
    fixed.refresh_from_db()
    seen = fixed.revision
    write(fixed, cast.inclusion_officer, decisions=("A mentor.", 0))

    with pytest.raises(WrongState, match="Somebody wrote in the minutes"):
        services.finish_minutes(meeting=fixed, by=cast.lead_social_worker, seen_revision=seen)


def test_a_meeting_that_lies_ahead_is_not_finished(cast, seeking):
    at = seeking.dates.first().starts_at
    services.fix_date(meeting=seeking, at=at, by=seeking.chair, seen_revision=1)
    fill(seeking, cast.lead_social_worker)

    with pytest.raises(Refused, match="lies ahead"):
        finish(seeking, cast.lead_social_worker)


def test_finished_minutes_stay_and_corrections_are_added(cast, fixed):
    by = cast.lead_social_worker
    guest = InviteeFactory(meeting=fixed)
    fill(fixed, by, **{f"attended:{guest.reference}": "apologies", f"said:{guest.reference}": "By letter."})
    minutes = finish(fixed, by)

    assert minutes.content["voice"] == WORDS
    assert minutes.content["people"][0] == {
        "agency": "Health and CAMHS",
        "name": "Kim Noor",
        "attended": "Sent apologies",
        "said": "By letter.",
    }
    assert [row["attended"] for row in minutes.content["people"][1:]] == ["Not invited"] * 13
    with pytest.raises(WrongState):
        write(fixed, by, strengths=("More.", 1))
    correction = services.correct_minutes(meeting=fixed, text="The mentor is Mr Roe.", by=by)
    assert list(minutes.corrections.all()) == [correction]


@pytest.mark.parametrize("model", ["meetings_minutes", "meetings_correction"])
def test_the_database_refuses_to_change_what_is_finished(cast, fixed, model):
    fill(fixed, cast.lead_social_worker)
    finish(fixed, cast.lead_social_worker)
    services.correct_minutes(meeting=fixed, text="Mr Roe.", by=cast.lead_social_worker)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model}")  # noqa: S608 -- names of this test
    assert Minutes.objects.count() == 1


def test_the_stage_is_recorded_from_the_minutes(cast, fixed):
    by, case = cast.lead_social_worker, fixed.case
    fill(fixed, by, **{"analysis:peers": "Older boys.", "analysis:place": "The bus stop."})
    assert work_on(by, case).label == "Write the minutes"
    finish(fixed, by)

    assert work_on(by, case).is_done
    values = given(case, case.stage)
    assert values["analysis"] == "Friends and peers: Older boys.\n\nPlaces: The bus stop."
    assert (str(values["held_on"]), values["pupil_view"]) == ("2026-11-23", WORDS)
    values["present"] = "Sam, his mother, Ms Doe"
    complete_stage(case=case, recorded=values, next_stage="plan", by=by, seen_revision=case.revision)
    fixed.refresh_from_db()
    assert fixed.stage_record.stage.code == "meeting"
    assert newest(by, case, []).words == WORDS


def test_a_review_carries_progress_into_the_plan_and_sessions_into_the_record(cast, case):
    by = cast.lead_social_worker
    put_at(case, "review")
    action = ActionFactory(case=case)
    review = MeetingFactory(case=case, chair=by, fixed=True)
    said = {
        "pupil_view": "Better.", "attendance": "94%", "conclusion": "continue", "strengths": "", "agreed": "",
        f"state:{action.reference}": "done", f"progress:{action.reference}": "Every day so far.",
    }  # fmt: skip
    fill(review, by, **said)
    finish(review, by)

    action.refresh_from_db()
    assert action.state == "done"
    assert list(ActionStep.objects.values_list("state", "note")) == [("done", "Every day so far.")]
    values = given(case, case.stage)
    assert values["progress"] == f"{action.what}: done. Every day so far."
    assert (values["suspensions"], values["conclusion"]) == ("0 sessions", "continue")

"""Debriefs: written, corrected, themed; and the themes an authority chooses from."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from exclusions.outcomes.models import Debrief, FollowUp, Theme
from exclusions.outcomes.services import Learnt, add_theme, retire_theme, write_debrief
from exclusions.protocol.services import close_case
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState

SENT = {
    "held_on_0": "20", "held_on_1": "11", "held_on_2": "2026", "took_part": "Ms Doe, school",
    "learnt": "Nobody knew of the move.", "themes": ["transition", "information"], "seen_number": "0",
}  # fmt: skip


def learnt(**change):
    known = {
        "held_on": date(2026, 11, 20), "took_part": "Ms Doe", "learnt": "Ask earlier.", "earlier": "",
        "themes": ("transition",),
    }  # fmt: skip
    return Learnt(**(known | change))


def url_of(case):
    return reverse("outcomes:debrief", args=[case.reference])


@pytest.fixture
def excluded(cast, case):
    close_case(
        case=case, outcome_code="PEX_ISSUED", note="Brought a knife.", by=cast.inclusion_officer,
        seen_revision=case.revision,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def test_a_debrief_is_written_answers_what_is_owed_and_is_read_by_the_school(as_person, cast, excluded):
    assert FollowUp.objects.open().filter(kind="debrief").exists()

    assert as_person("inclusion_officer").post(url_of(excluded), SENT).status_code == 302

    row = Debrief.objects.get()
    assert (row.themes, row.by, row.number) == (["transition", "information"], cast.inclusion_officer, 1)
    assert not FollowUp.objects.open().filter(kind="debrief").exists()
    page = as_person("senco").get(reverse("outcomes:outcome", args=[excluded.reference])).content.decode()
    assert "Nobody knew of the move." in page
    assert url_of(excluded) not in page
    assert "Nobody knew" not in str(list(Event.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"took_part": ""}, "Write who took part"),
        ({"learnt": ""}, "Write what was learnt"),
        ({"themes": ["nothing"]}, "Select a valid choice"),
        ({"held_on_2": "2030"}, "not in the future"),
        ({"held_on_0": ""}, "Enter the day"),
    ],
)
def test_bad_input_is_named_and_kept(as_person, excluded, change, error):
    page = as_person("inclusion_officer").post(url_of(excluded), SENT | change).content.decode()

    assert error in page
    assert ("Ms Doe, school" in page) or ("Nobody knew of the move." in page)
    assert Debrief.objects.count() == 0


def test_a_correction_keeps_what_stood_and_a_clash_loses_nothing(as_person, cast, excluded):
    write_debrief(case=excluded, learnt=learnt(), by=cast.inclusion_officer, seen_number=0)
    person = as_person("head_of_service")

    clash = person.post(url_of(excluded), SENT)
    assert clash.status_code == 409
    assert "What stands now" in clash.content.decode()
    sent = SENT | {"seen_number": "1", "once_token": "same"}
    assert [person.post(url_of(excluded), sent).status_code for _ in range(2)] == [302, 302]

    assert list(Debrief.objects.values_list("learnt", flat=True)) == [
        "Ask earlier.",
        "Nobody knew of the move.",
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Debrief.objects.update(learnt="Nothing")


def test_services_refuse_what_forms_would(cast, excluded):
    for wrong in ({"took_part": " "}, {"learnt": ""}, {"held_on": date(2026, 11, 24)}, {"themes": ("x",)}):
        with pytest.raises(Refused):
            write_debrief(case=excluded, learnt=learnt(**wrong), by=cast.inclusion_officer, seen_number=0)
    with pytest.raises(WrongState):
        write_debrief(case=excluded, learnt=learnt(), by=cast.inclusion_officer, seen_number=3)


def test_themes_are_added_retired_kept_where_chosen_and_brought_back(as_person, cast, excluded):
    person = as_person("inclusion_officer")
    url = reverse("outcomes:themes")
    assert person.post(url, {"label": " Phones  in school "}).status_code == 302
    theme = Theme.objects.get(label="Phones in school")
    assert b"is there already" in person.post(url, {"label": "phones in school"}).content
    assert b"almost the same name" in person.post(url, {"label": "Phones in school!"}).content
    assert b"in words" in person.post(url, {"label": "!?"}).content
    write_debrief(
        case=excluded, learnt=learnt(themes=(theme.code,)), by=cast.inclusion_officer, seen_number=0
    )
    person.post(reverse("outcomes:retire_theme", args=[theme.code]))
    retire_theme(theme=theme, by=cast.inclusion_officer)

    form = person.get(url_of(excluded)).content.decode()
    assert f'value="{theme.code}"' in form
    assert Event.objects.filter(verb="theme.retire").count() == 1
    assert add_theme(label="Phones in school", by=cast.inclusion_officer).pk == theme.pk


def test_a_retired_theme_is_not_offered_to_others(as_person, cast, excluded):
    retire_theme(theme=Theme.objects.get(code="transition"), by=cast.inclusion_officer)

    form = as_person("inclusion_officer").get(url_of(excluded)).content.decode()

    assert 'value="transition"' not in form
    assert 'value="information"' in form

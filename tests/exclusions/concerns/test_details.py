"""More than the quick page: parts, other subjects, contexts, views, marks on a body."""

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.bodies import AREAS, SIDES, spots
from exclusions.concerns.chronology import happenings
from exclusions.concerns.content import MOST_MARKS, PLACE, QUICK, merged
from exclusions.concerns.enums import Part
from exclusions.concerns.errors import Incomplete
from exclusions.concerns.models import (
    BodyMark,
    Circumstances,
    Concern,
    ConcernSubject,
    ContextNote,
    Draft,
    OtherSubject,
)
from exclusions.concerns.steps import STEPS
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import ConcernFactory, EnrolmentFactory

PLACE_SAID = {
    "time_of_day": "break",
    "time_words": "12.40",
    "place_kind": "toilets",
    "place_words": "Beside the gym",
}
BUS_STOP = {
    "other_1-kind": "place",
    "other_1-name": "The bus stop",
    "other_1-words": "Older boys wait there.",
}
DETAIL = {
    **PLACE_SAID,
    **BUS_STOP,
    "opinion": "I think somebody buys her things.",
    "others_involved": "A man called Dee",
    "context_home": "Mum works nights.",
    "context_online": "Snap until 3 am.",
    "weighs_most": "online",
    "parents_told": "no",
    "parents_words": "It may put her at risk.",
    "child_asked": "yes",
    "child_view": "She wants it to stop.",
}


def step_url(draft, slug):
    return reverse("concerns:detail_step", args=[draft.reference, slug])


def mark(pupil, number=1, **other):
    said = {"area": "back:left_hand", "pupil": pupil.reference, "injury": "bruise", "words": "2 cm, blue"}
    return {f"mark_{number}-{name}": value for name, value in {**said, "seen": "9.10", **other}.items()}


def write(draft, cast, **content):
    draft.refresh_from_db()
    return services.save_draft(
        draft=draft, content={**draft.content, **content}, version=draft.version, by=cast.dsl
    )


@pytest.fixture
def dsl(as_person):
    return as_person("dsl")


def test_a_page_saves_its_own_fields_and_leaves_the_others():
    content = {"wish": "advice", "opinion": "Mine", "place_words": "Here", "part_P-1": "harmed"}

    assert merged(content, {"wish": "talk", "opinion": "Theirs"}, QUICK) == {
        "wish": "talk",
        "opinion": "Mine",
        "place_words": "Here",
    }
    assert merged(content, {}, PLACE) == {"wish": "advice", "opinion": "Mine", "part_P-1": "harmed"}


def test_everything_that_was_written_is_sent(cast, draft, pupil):
    draft = write(draft, cast, **DETAIL, **mark(pupil), **{f"part_{pupil.reference}": "harmed"})

    concern = services.send_concern(draft=draft, by=cast.dsl)

    def rows(model, *names):
        return list(model.objects.filter(concern=concern).values_list(*names))

    assert rows(ConcernSubject, "pupil", "part") == [(pupil.pk, "harmed")]
    assert rows(OtherSubject, "kind", "name", "words") == [
        ("place", "The bus stop", "Older boys wait there.")
    ]
    assert rows(ContextNote, "context", "words") == [
        ("home", "Mum works nights."),
        ("online", "Snap until 3 am."),
    ]
    assert rows(BodyMark, "pupil", "area", "side", "injury", "words", "seen") == [
        (pupil.pk, "left_hand", "back", "bruise", "2 cm, blue", "9.10")
    ]
    said = Circumstances.objects.get(concern=concern)
    names = [*PLACE_SAID, "opinion", "others_involved", "weighs_most", "parents_told", "parents_words"]
    names += ["child_asked", "child_view"]
    assert {name: getattr(said, name) for name in names} == {name: DETAIL[name] for name in names}
    draft.refresh_from_db()
    assert draft.content == {}


def test_a_quick_concern_writes_no_empty_rows(cast, draft):
    services.send_concern(draft=draft, by=cast.dsl)

    assert not any(m.objects.exists() for m in (Circumstances, ContextNote, BodyMark, OtherSubject))


def test_the_database_refuses_to_change_what_was_told(cast, draft, pupil):
    draft = write(draft, cast, **DETAIL, **mark(pupil))
    services.send_concern(draft=draft, by=cast.dsl)

    for rows, change in (
        (Circumstances.objects.all(), {"opinion": "Another"}),
        (ContextNote.objects.all(), {"words": "Another"}),
        (BodyMark.objects.all(), {"area": "head"}),
        (OtherSubject.objects.all(), {"name": "Another"}),
        (ConcernSubject.objects.all(), {"part": "witness"}),
        (Concern.objects.all(), {"what_happened": "Another"}),
    ):
        assert rows.exists()
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_concern_may_be_about_a_place_and_no_pupil(cast, draft, pupil, dsl):
    services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=cast.dsl)
    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)
    draft = write(draft, cast, **BUS_STOP)

    concern = services.send_concern(draft=draft, by=cast.dsl)

    assert list(concern.subjects.all()) == []
    page = dsl.get(concern.get_absolute_url()).content.decode()
    assert page.count("The bus stop") == 2
    assert "Older boys wait there." in page
    assert "The bus stop (a place)" in dsl.get(reverse("concerns:list")).content.decode()


def test_a_concern_about_a_place_is_read_and_decided_by_the_link_worker(cast, draft, pupil, as_person):
    services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=cast.dsl)
    concern = services.send_concern(draft=write(draft, cast, **BUS_STOP), by=cast.dsl)
    worker = as_person("lead_social_worker")

    page = worker.get(reverse("inbox:concern", args=[concern.reference])).content.decode()

    assert "The bus stop" in page


def test_the_school_itself_needs_no_name(cast, draft):
    draft = write(draft, cast, **{"other_1-kind": "school"})

    concern = services.send_concern(draft=draft, by=cast.dsl)

    assert concern.about_others == [f"{cast.own.name} (the school itself)"]


def test_a_place_without_a_name_is_asked_for(cast, draft, dsl):
    answer = dsl.post(step_url(draft, "others"), {"version": draft.version, "other_1-kind": "place"})

    assert answer.status_code == 200
    assert "Write its name" in answer.content.decode()
    draft.refresh_from_db()
    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)
    assert dsl.get(reverse("concerns:check", args=[draft.reference])).status_code == 302


def test_a_concern_about_a_place_begins_on_the_first_page(cast, dsl):
    answer = dsl.post(reverse("concerns:start"), {"other": "1"})

    draft = Draft.objects.get()
    assert answer.url == step_url(draft, "others")
    assert (draft.school, list(draft.pupils.all())) == (cast.own, [])


@pytest.mark.parametrize("slug", STEPS)
def test_every_step_shows_and_comes_back_to_the_draft(cast, draft, dsl, pupil, slug):
    draft = write(draft, cast, **DETAIL, **mark(pupil))

    page = dsl.get(step_url(draft, slug))
    typed = {name: value for name, value in draft.content.items() if STEPS[slug].fields.own(name)}
    saved = dsl.post(step_url(draft, slug), {**typed, "version": draft.version, "do": "done"})

    assert page.status_code == 200
    for value in typed.values():
        assert value in page.content.decode()
    anchor = "pupils" if slug == "others" else "detail"
    assert saved.url == f"{draft.get_absolute_url()}#{anchor}"
    before = draft.content
    draft.refresh_from_db()
    assert draft.content == before


def test_no_other_step_is_there(draft, dsl):
    assert dsl.get(step_url(draft, "nothing")).status_code == 404


def test_a_step_saves_as_it_is_typed(draft, dsl):
    url = reverse("concerns:save_draft", args=[draft.reference])

    answer = dsl.post(f"{url}?step=place", {**PLACE_SAID, "version": draft.version, "wish": "talk"})

    draft.refresh_from_db()
    assert answer.json()["version"] == draft.version
    assert draft.content == {**COMPLETE, **PLACE_SAID}


def test_a_step_keeps_what_was_typed_where_another_device_was_first(cast, draft, dsl):
    old = draft.version
    write(draft, cast, wish="talk")

    answer = dsl.post(step_url(draft, "place"), {**PLACE_SAID, "version": old})

    assert answer.status_code == 409
    assert "Beside the gym" in answer.content.decode()
    draft.refresh_from_db()
    assert "place_words" not in draft.content


def test_a_mistake_in_a_step_is_named_on_the_draft_and_stops_the_sending(cast, draft, dsl):
    draft = write(draft, cast, place_kind="moon")

    page = dsl.get(f"{draft.get_absolute_url()}?check=1").content.decode()

    assert "Time of day and place: Choose one from the list" in page
    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)


def test_the_draft_page_leads_to_a_step_and_saves_first(draft, dsl):
    answer = dsl.post(
        draft.get_absolute_url(), {**COMPLETE, "wish": "nne", "version": draft.version, "do": "step:views"}
    )

    assert answer.url == step_url(draft, "views")
    draft.refresh_from_db()
    assert draft.content["wish"] == "nne"


def test_an_area_is_marked_by_its_button_and_taken_out_again(cast, draft, pupil, dsl):
    dsl.post(step_url(draft, "body"), {"version": draft.version, "add_mark": "front:face"})
    draft.refresh_from_db()
    assert {n: v for n, v in draft.content.items() if n.startswith("mark_")} == {
        "mark_1-area": "front:face",
        "mark_1-pupil": pupil.reference,
    }

    typed = {**mark(pupil), "version": draft.version, "remove": "mark_1"}
    dsl.post(step_url(draft, "body"), typed)

    draft.refresh_from_db()
    assert not any(name.startswith("mark_") for name in draft.content)


def test_there_is_room_for_so_many_marks(cast, draft, pupil, dsl):
    marks = {}
    for number in range(1, MOST_MARKS + 1):
        marks |= mark(pupil, number)
    draft = write(draft, cast, **marks)

    page = dsl.get(step_url(draft, "body")).content.decode()
    answer = dsl.post(step_url(draft, "body"), {**marks, "version": draft.version, "add_mark": "front:face"})

    assert "There is no room for more marks." in page
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert {name: draft.content[name] for name in marks} == marks


def test_a_mark_never_moves_to_another_child(cast, draft, pupil):
    other = EnrolmentFactory(school=cast.own).pupil
    draft = write(draft, cast, **mark(pupil))
    services.add_pupil_to_draft(draft=draft, pupil=other, by=cast.dsl)
    services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=cast.dsl)

    draft.refresh_from_db()
    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)


def test_a_pupil_who_is_removed_leaves_no_part_behind(cast, draft, pupil):
    draft = write(draft, cast, **{f"part_{pupil.reference}": "may_have_harmed"})

    services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=cast.dsl)

    draft.refresh_from_db()
    assert draft.content == COMPLETE


def test_each_child_has_a_record_with_their_own_part_and_a_cross_reference(cast, draft, pupil, dsl):
    other = EnrolmentFactory(school=cast.own).pupil
    services.add_pupil_to_draft(draft=draft, pupil=other, by=cast.dsl)
    parts = {f"part_{pupil.reference}": Part.HARMED, f"part_{other.reference}": Part.MAY_HAVE_HARMED}
    services.send_concern(draft=write(draft, cast, **parts), by=cast.dsl)

    def told(one):
        (happening,) = happenings(cast.dsl, one)
        return happening.title, happening.text.rpartition("\n\n")[2]

    assert told(pupil) == (
        "Concern: exploitation, missing (they were harmed)",
        f"See also the records of {other.reference}.",
    )
    assert told(other) == (
        "Concern: exploitation, missing (they may have harmed another child)",
        f"See also the records of {pupil.reference}.",
    )
    assert (
        "(they may have harmed another child)"
        in dsl.get(f"{other.get_absolute_url()}concerns/").content.decode()
    )


def test_the_page_of_a_concern_tells_all_of_it(cast, draft, pupil, dsl):
    draft = write(draft, cast, **DETAIL, **mark(pupil))
    checked = dsl.get(reverse("concerns:check", args=[draft.reference])).content.decode()
    concern = services.send_concern(draft=draft, by=cast.dsl)

    page = dsl.get(concern.get_absolute_url()).content.decode()

    for words in (
        "I think somebody buys her things.",
        "A man called Dee",
        "Mum works nights.",
        "She wants it to stop.",
        "It may put her at risk.",
        "Beside the gym",
        "2 cm, blue",
        "Left hand, back",
    ):
        assert words in page, words
        assert words in checked, words
    assert page.count('class="concerns-dot"') == 1


def test_the_page_of_a_concern_costs_the_same_however_many_marks(cast, draft, pupil, dsl):
    def cost(concern):
        with CaptureQueriesContext(connection) as queries:
            dsl.get(concern.get_absolute_url())
        return len(queries)

    one = services.send_concern(draft=write(draft, cast, **mark(pupil), **BUS_STOP), by=cast.dsl)
    second = services.start_draft(by=cast.dsl, school=cast.own, pupils=[pupil])
    three = {**COMPLETE, **DETAIL}
    for number in range(1, 4):
        three |= mark(pupil, number) | {f"other_{number}-kind": "group", f"other_{number}-name": f"G{number}"}
    second = services.save_draft(draft=second, content=three, version=second.version, by=cast.dsl)
    several = services.send_concern(draft=second, by=cast.dsl)

    for concern in (one, several):
        cost(concern)  # that it was looked at is written down once
    assert cost(one) == cost(several)


def test_the_list_costs_the_same_however_many_places(cast, dsl):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            dsl.get(reverse("concerns:list"))
        return len(queries)

    def about(name):
        OtherSubject.objects.create(concern=ConcernFactory(school=cast.own), kind="place", name=name)

    about("The park")
    cost()
    with_one = cost()
    about("The bus stop")
    about("The flats")

    assert cost() == with_one


def test_every_area_is_drawn_inside_the_figure():
    for side in SIDES:
        shapes = [area.drawn(side) for area in spots(side)]
        assert all(w <= x <= 100 - w and h <= y <= 240 - h for x, y, w, h in shapes)
    assert {area.code for side in SIDES for area in spots(side)} == set(AREAS)


def test_left_is_the_childs_own_left():
    assert AREAS["left_hand"].drawn("front")[0] > 50 > AREAS["left_hand"].drawn("back")[0]

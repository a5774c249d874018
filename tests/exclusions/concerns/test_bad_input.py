"""Naughty strings through every field: never an error page, kept as sent, shown as text."""

import json
from html import escape

import pytest
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.models import Concern, Draft, Entry
from exclusions.concerns.steps import STEPS
from schools.pupils.models import Pupil
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import EnrolmentFactory
from tests.naughty import NAUGHTY, naughty

TEXTS = ("what_happened", "child_words", "action_taken")


@pytest.fixture
def dsl(as_person):
    return as_person("dsl")


def raise_with(client, cast, pupil, text):
    """A concern through the real pages, the text in every free field."""
    draft = services.start_draft(by=cast.dsl, school=cast.own, pupils=[pupil])
    typed = {**COMPLETE, **dict.fromkeys(TEXTS, text), "version": draft.version}
    answer = client.post(draft.get_absolute_url(), typed)
    assert answer.status_code == 302, text
    assert client.get(answer.url).status_code == 200
    draft.refresh_from_db()
    client.post(reverse("concerns:send", args=[draft.reference]), {"version": draft.version})
    draft.refresh_from_db()
    return draft.concern


@naughty
def test_words_are_kept_as_sent_and_shown_as_text(dsl, cast, pupil, text):
    concern = raise_with(dsl, cast, pupil, text)

    assert [getattr(concern, name) for name in TEXTS] == [text.strip()] * 3
    for verb in ("write", "add"):
        address = reverse(f"concerns:{verb}", args=[concern.reference])
        said = {f"{verb}-body": text, "write-audience": "message"}
        assert dsl.post(address, said).status_code == 302
    assert [entry.body for entry in Entry.objects.all()] == [text.strip()] * 2
    page = dsl.get(concern.get_absolute_url()).content.decode()
    assert page.count(escape(text.strip())) == 5
    if "<" in text:
        assert text not in page


@naughty
def test_names_and_searches_take_anything(dsl, cast, text):
    name = text[:100]
    new = {
        "add": "1",
        "new-forename": name,
        "new-surname": name,
        "new-born_on_0": "5",
        "new-born_on_1": "4",
        "new-born_on_2": "2013",
        "new-year_group": "8",
        "new-upn": "",
    }

    assert dsl.post("/concerns/new/", {"words": text}).status_code == 200
    assert dsl.post("/concerns/new/", {**new, "new-upn": text}).status_code == 200
    dsl.post("/concerns/new/", new)

    [pupil] = Pupil.objects.all()
    assert pupil.forename == name.strip()
    page = dsl.get(Draft.objects.get().get_absolute_url())
    assert escape(name.strip()) in page.content.decode()


@pytest.mark.parametrize("field", [*TEXTS, "in_danger", "wish", "categories", "happened_on_0", "danger_told"])
def test_every_field_of_a_draft_takes_anything(dsl, draft, field):
    for text in [*NAUGHTY, "\x00", "a\x00b", "9" * 5000, "٣"]:
        draft.refresh_from_db()
        typed = {**COMPLETE, field: text, "version": draft.version}
        assert dsl.post(draft.get_absolute_url(), typed).status_code in (200, 302), (field, text)
        assert dsl.get(draft.get_absolute_url() + "?check=1").status_code == 200
        assert dsl.get(reverse("concerns:check", args=[draft.reference])).status_code in (200, 302)


def test_every_string_of_the_big_list_goes_through_the_autosave(dsl, cast, draft, shared_data):
    strings = json.loads(
        (shared_data / "bad-input/minimaxir__big-list-of-naughty-strings--blns.json").read_text()
    )
    assert len(strings) > 400
    address = reverse("concerns:save_draft", args=[draft.reference])

    for version, text in enumerate(strings, start=draft.version):
        body = json.dumps({"version": version, "content": {"what_happened": f"{version} {text}"}})
        answer = dsl.post(address, body, content_type="application/json")
        assert answer.status_code == 200, text

    draft.refresh_from_db()
    assert draft.content["what_happened"].endswith(strings[-1])


def test_the_big_list_as_one_concern(dsl, cast, pupil, shared_data):
    """Every string at once in every field: kept to the letter, but for NUL and the kind of line end."""
    lines = json.loads(
        (shared_data / "bad-input/minimaxir__big-list-of-naughty-strings--blns.json").read_text()
    )
    text = "\n".join(line.replace("\x00", "").replace("\r", "\n") for line in lines)
    chunks = [text[i : i + 15_000].strip() for i in range(0, len(text), 15_000)]

    for chunk in chunks:
        concern = raise_with(dsl, cast, EnrolmentFactory(school=cast.own).pupil, chunk)
        assert concern.what_happened == chunk
        page = dsl.get(concern.get_absolute_url()).content.decode()
        assert escape(chunk) in page
    assert Concern.objects.count() == len(chunks)


@pytest.mark.parametrize("verb", ["write", "add"])
def test_a_nul_is_named_or_left_out(dsl, concern, verb):
    address = reverse(f"concerns:{verb}", args=[concern.reference])

    assert dsl.post(address, {f"{verb}-body": "a\x00b"}).status_code in (200, 302)
    assert "\x00" not in "".join(Entry.objects.values_list("body", flat=True))


def test_too_long_a_message_comes_back_whole(dsl, concern):
    address = reverse("concerns:write", args=[concern.reference])

    page = dsl.post(address, {"write-body": "y" * 20_001}).content.decode()

    assert "longer than 20,000 characters" in page
    assert "y" * 20_001 in page
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("slug", STEPS)
def test_every_field_of_more_detail_takes_anything_and_keeps_it(dsl, draft, slug):
    step = reverse("concerns:detail_step", args=[draft.reference, slug])
    fields = [name for name in STEPS[slug].fields.texts if "_" not in name or name[-1] not in "3456789"]
    autosave = f"{reverse('concerns:save_draft', args=[draft.reference])}?step={slug}"
    for text in [*NAUGHTY, "\x00", "a\x00b", "\ud800", "a" * 20_000, "e\u0301" * 300]:
        draft.refresh_from_db()
        body = json.dumps({"version": draft.version, "content": dict.fromkeys(fields, text)})
        assert dsl.post(autosave, body, content_type="application/json").status_code == 200, text
        draft.refresh_from_db()
        kept = text.encode("utf-8", "replace").decode().replace("\x00", "")
        assert all(draft.content.get(name, "") == kept for name in fields), text
        page = dsl.get(step)
        assert page.status_code == 200, text
        if "<" in text:
            assert text not in page.content.decode()
        typed = {**dict.fromkeys(fields, kept), "version": draft.version, "do": "done"}
        assert dsl.post(step, typed).status_code in (200, 302), text
        assert dsl.get(draft.get_absolute_url() + "?check=1").status_code == 200
        assert dsl.get(reverse("concerns:check", args=[draft.reference])).status_code in (200, 302)


@naughty
def test_what_more_detail_tells_is_kept_as_sent_and_shown_as_text(dsl, cast, draft, pupil, text):
    telling = ("opinion", "others_involved", "context_home", "parents_words", "child_view", "other_1-words")
    mark = {"mark_1-area": "front:face", "mark_1-pupil": pupil.reference, "mark_1-injury": "cut"}
    typed = {**dict.fromkeys(telling, text), "other_1-kind": "place", "other_1-name": "Park", **mark}
    content = {**COMPLETE, **typed, "mark_1-words": text}
    draft = services.save_draft(draft=draft, content=content, version=draft.version, by=cast.dsl)

    concern = services.send_concern(draft=draft, by=cast.dsl)

    assert concern.circumstances.opinion == concern.body_marks.get().words == text.strip()
    page = dsl.get(concern.get_absolute_url()).content.decode()
    assert page.count(escape(text.strip())) >= len(telling) + 1
    if "<" in text:
        assert text not in page


@naughty
def test_the_words_for_a_kind_take_anything(as_person, text):
    administrator = as_person("administrator")
    typed = {"label": text[:60], "hint": text[:200], "group": text[:60], "position": "1"}

    assert administrator.post(reverse("concerns:new_kind"), typed).status_code in (200, 302)
    assert administrator.post(reverse("concerns:new_kind"), {**typed, "position": text}).status_code == 200
    assert administrator.get(reverse("concerns:kinds")).status_code == 200

"""What is typed of a measure is kept, for its author alone, until it is recorded."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from exclusions.measures import services
from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Direction, MeasureDraft
from portal.audit.models import Event
from tests.exclusions.measures.conftest import on
from tests.exclusions.measures.test_directions import typed as answers
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.usefixtures("calendar")
ALL_KINDS = [spec.slug for spec in KINDS.values()]


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-17 10:00", tick=False):
        yield


@pytest.fixture
def dsl(as_person):
    return as_person("dsl")


def addresses(cast, pupil, slug="directions"):
    at = [slug, pupil.reference, cast.own.urn]
    return reverse("measures:new", args=at), reverse("measures:save_draft", args=at)


def test_what_is_typed_is_there_again(cast, dsl, as_person, pupil):
    page, save = addresses(cast, pupil)
    typed = {"host": "Riverside <b>Centre</b>", "sessions": "many", "starts_on_0": "31", "starts_on_1": "2"}

    first = dsl.post(save, {**typed, "version": 0, "odd": "x"}).json()
    second = dsl.post(save, {**typed, "reasons": "Zoë\r\nsays no", "version": first["version"]}).json()

    assert (first["version"], second["version"]) == (1, 2)
    draft = MeasureDraft.objects.get()
    assert draft.content == {**typed, "reasons": "Zoë\nsays no"}
    again = text_of(dsl.get(page))
    for value in ('value="Riverside <b>Centre</b>"', 'value="many"', 'value="31"', "says no"):
        assert value in again
    assert "There is a problem" not in again
    assert draft.reference in text_of(dsl.get(reverse("measures:start", args=["directions"])))
    # Nobody else sees it, not even at the same school.
    other = as_person("headteacher")
    assert "Riverside" not in text_of(other.get(page))
    assert other.get(reverse("measures:discard_draft", args=[draft.reference])).status_code == 404


def test_another_device_loses_nothing(cast, dsl, pupil):
    _, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    stale = dsl.post(save, {"host": "B", "version": 0})
    assert (stale.status_code, stale.json()["problem"], stale.json()["version"]) == (409, "stale", 1)
    assert dsl.post(save, {"host": "B", "version": 1}).json()["version"] == 2
    # The same again is no change, whatever the page has read.
    assert dsl.post(save, {"host": "B", "version": 0}).json()["version"] == 2


def test_recording_ends_the_draft(cast, dsl, calendar, pupil):
    page, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    assert dsl.post(page, {**answers(), "once_token": "t", "version": 1}).status_code == 302
    assert Direction.objects.count() == 1
    assert not MeasureDraft.objects.exists()
    late = dsl.post(save, {"host": "B", "version": 1})
    assert (late.status_code, late.json()["problem"]) == (409, "sent")


def test_recording_leaves_alone_what_another_device_saved_since(cast, dsl, pupil):
    page, save = addresses(cast, pupil)
    dsl.post(save, {**answers(), "version": 0})
    dsl.post(save, {**answers(host="Riverside"), "version": 1})

    answer = dsl.post(page, {**answers(), "once_token": "t", "version": 1})

    assert "This draft was changed on another device" in text_of(answer)
    assert answer.context["form"]["host"].value() == answers()["host"]
    assert (Direction.objects.count(), MeasureDraft.objects.get().content["host"]) == (0, "Riverside")
    # Whoever presses again has been told which version there is.
    version = answer.context["version"]
    assert dsl.post(page, {**answers(), "once_token": "t", "version": version}).status_code == 302
    assert (Direction.objects.get().host, MeasureDraft.objects.count()) == (answers()["host"], 0)


def test_what_the_own_page_saved_last_is_no_other_device(cast, dsl, pupil):
    """The answer to the last save may be on its way when the form is sent: it says the same."""
    page, save = addresses(cast, pupil)
    dsl.post(save, {**answers(), "version": 0})
    assert dsl.post(page, {**answers(), "once_token": "t", "version": 0}).status_code == 302
    assert not MeasureDraft.objects.exists()


def test_what_was_recorded_on_another_device_is_not_recorded_again_unseen(cast, dsl, pupil):
    page, save = addresses(cast, pupil)
    dsl.post(save, {**answers(), "version": 0})
    dsl.post(page, {**answers(), "once_token": "one", "version": 1})

    answer = dsl.post(page, {**answers(), "once_token": "two", "version": 1})

    assert "sent or deleted on another device" in text_of(answer)
    assert (Direction.objects.count(), answer.context["version"]) == (1, 0)


def test_a_refused_form_does_not_take_another_device_s_version_for_read(cast, dsl, pupil):
    page, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    dsl.post(save, {"host": "B", "version": 1})
    answer = dsl.post(page, {**answers(), "sessions": "none", "once_token": "t", "version": 1})
    assert answer.context["version"] == 1


def test_throwing_away_asks_again_where_another_device_saved_since(cast, dsl, pupil):
    _, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    dsl.post(save, {"host": "B", "version": 1})
    address = reverse("measures:discard_draft", args=[MeasureDraft.objects.get().reference])

    answer = dsl.post(address, {"version": 1})

    assert (answer.status_code, MeasureDraft.objects.get().content["host"]) == (409, "B")
    assert "Nothing is deleted yet" in text_of(answer)
    assert 'name="version" value="2"' in text_of(answer)


def test_a_refused_form_keeps_the_draft(cast, dsl, calendar, pupil):
    page, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    answer = dsl.post(page, {**answers(), "sessions": "none", "once_token": "t", "version": 1})
    assert "There is a problem" in text_of(answer)
    assert MeasureDraft.objects.count() == 1


def test_throwing_it_away_is_asked_and_written_down(cast, dsl, pupil):
    _, save = addresses(cast, pupil)
    dsl.post(save, {"host": "A", "version": 0})
    draft = MeasureDraft.objects.get()
    address = reverse("measures:discard_draft", args=[draft.reference])
    assert "Keep it" in text_of(dsl.get(address))
    assert dsl.post(address, {"version": 1}).status_code == 302
    assert dsl.post(address, {"version": 1}).status_code == 404
    assert Event.objects.filter(verb="measure_draft.discard").count() == 1


def test_what_nobody_touches_is_deleted(cast, dsl, pupil):
    for days, at in ((29, pupil), (31, EnrolmentFactory(school=cast.own).pupil)):
        dsl.post(addresses(cast, at)[1], {"host": "A", "version": 0})
        MeasureDraft.objects.filter(pupil=at).update(saved_at=timezone.now() - timedelta(days=days))
    assert services.delete_stale_measure_drafts() == 1
    assert MeasureDraft.objects.get().pupil == pupil


@pytest.mark.parametrize("slug", ALL_KINDS)
def test_every_kind_keeps_every_field(cast, dsl, pupil, slug):
    page, save = addresses(cast, pupil, slug)
    shown = dsl.get(page)
    form = shown.context["form"]
    typed = {}
    for name, field in form.fields.items():
        choices = [key for key, _ in getattr(field, "choices", []) if key]
        if "day" in name or name.endswith("_on"):
            typed |= on(name, timezone.localdate())
        else:
            typed[name] = choices[0] if choices else "7"
    answer = dsl.post(save, {**typed, "version": 0})
    assert answer.status_code == 200
    again = dsl.get(page).context["form"]
    shown_again = {name: str(again[name].value()) for name in typed if name in again.fields}
    assert shown_again == {name: value for name, value in typed.items() if name in again.fields}


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\x00"])
def test_a_version_that_is_none(cast, dsl, pupil, version):
    _, save = addresses(cast, pupil)
    assert dsl.post(save, {"host": "\x00A", "version": version}).status_code in (200, 409)

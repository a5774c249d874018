"""A concern there is already: the warning, and adding to it instead without losing a word."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns import services
from exclusions.concerns.content import EVERYTHING
from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, ConcernFile, Draft, OtherSubject
from exclusions.concerns.similar import similar_concerns
from portal.core.errors import Refused
from tests.exclusions.concerns.conftest import COMPLETE
from tests.exclusions.concerns.test_details import BUS_STOP, DETAIL, mark, write
from tests.factories import ConcernFactory, EnrolmentFactory
from tests.portal.files.test_checks import PDF


@pytest.fixture
def dsl(as_person):
    return as_person("dsl")


def carry_url(draft, concern):
    return reverse("concerns:carry_over", args=[draft.reference, concern.reference])


def check_page(dsl, draft):
    return dsl.get(reverse("concerns:check", args=[draft.reference])).content.decode()


def days_ago(days, **concern):
    return ConcernFactory(raised_at=timezone.now() - timedelta(days=days), **concern)


def test_similar_is_open_or_of_the_last_fourteen_days(cast, pupil):
    of_pupil = {"school": cast.own, "pupil": pupil}
    still_open = days_ago(100, **of_pupil)
    fresh = days_ago(13, state=State.DECIDED, **of_pupil)
    days_ago(15, state=State.DECIDED, **of_pupil)
    ConcernFactory(school=cast.own)
    ConcernFactory(school=cast.other, pupil=pupil)

    assert similar_concerns(cast.dsl, cast.own, [pupil]) == [fresh, still_open]


def test_a_place_is_the_same_by_its_name_at_this_school(cast):
    here, elsewhere = ConcernFactory(school=cast.own), ConcernFactory(school=cast.other)
    for concern in (here, elsewhere):
        OtherSubject.objects.create(concern=concern, kind="place", name="The bus stop")

    assert similar_concerns(cast.dsl, cast.own, [], ["the BUS stop"]) == [here]
    assert similar_concerns(cast.dsl, cast.own, [], ["The park"]) == []
    assert similar_concerns(cast.other_dsl, cast.own, [], ["The bus stop"]) == []


def test_the_check_page_warns_and_leads_there(cast, draft, concern, dsl):
    assert carry_url(draft, concern) in check_page(dsl, draft)


def test_a_sealed_off_reader_is_told_nothing(cast, draft, concern):
    assert similar_concerns(cast.school_staff, cast.own, list(draft.pupils.all())) == []


def test_what_was_typed_is_carried_over_whole(cast, draft, concern, pupil, dsl):
    draft = write(draft, cast, **DETAIL, **mark(pupil), what_happened="Line one\nLine <two>")
    services.attach_file(draft=draft, upload=SimpleUploadedFile("letter.pdf", PDF), by=cast.dsl)
    draft.refresh_from_db()
    url = carry_url(draft, concern)
    body = dsl.get(url).context["form"]["body"].value()
    coded = {
        "time_of_day",
        "place_kind",
        "weighs_most",
        "parents_told",
        "child_asked",
        "other_1-kind",
        "wish",
    }
    coded |= {"other_1-kind", "in_danger", "mark_1-area", "mark_1-pupil", "mark_1-injury"}
    for name in EVERYTHING.texts:
        if name in draft.content and name not in coded:
            assert draft.content[name] in body, name
    for words in (
        "At break or lunch",
        "Toilets",
        "Exploitation, Missing",
        "Left hand, back",
        "Bruise",
        "Advice",
    ):
        assert words in body, words

    answer = dsl.post(url, {"body": body, "version": draft.version})

    assert answer.url == f"{concern.get_absolute_url()}#timeline"
    entry = concern.entries.get()
    assert (entry.kind, entry.body) == (EntryKind.ADDITION, body)
    assert [file.name for file in ConcernFile.objects.filter(concern=concern)] == ["letter.pdf"]
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert Concern.objects.count() == 1


def test_a_double_click_adds_once(cast, draft, concern, dsl):
    url = carry_url(draft, concern)
    typed = {"body": "Once", "version": draft.version, "once_token": "a" * 32}

    first, second = dsl.post(url, typed), dsl.post(url, typed)

    assert first.url == second.url == f"{concern.get_absolute_url()}#timeline"
    assert concern.entries.count() == 1


def test_a_draft_changed_elsewhere_is_looked_at_again_and_can_then_be_added(cast, draft, concern, dsl):
    url = carry_url(draft, concern)
    typed = {"body": "What I typed", "version": draft.version, "once_token": "b" * 32}
    newer = write(draft, cast, wish="talk")

    answer = dsl.post(url, typed)

    assert answer.status_code == 200
    assert "What I typed" in answer.content.decode()
    assert concern.entries.count() == 0
    assert dsl.post(url, {**typed, "version": newer.version}).status_code == 302
    assert concern.entries.count() == 1


def test_danger_is_sent_as_a_new_concern(cast, draft, concern, dsl):
    draft = write(draft, cast, in_danger="yes", danger_told="yes")

    with pytest.raises(Refused, match="in danger"):
        services.add_draft_to_concern(
            draft=draft, concern=concern, body="x", version=draft.version, by=cast.dsl
        )
    page = check_page(dsl, draft)
    assert concern.reference in page
    assert carry_url(draft, concern) not in page


def test_a_concern_of_another_school_takes_no_draft(cast, draft, pupil, dsl):
    other = ConcernFactory(school=cast.other, pupil=pupil)

    assert dsl.get(carry_url(draft, other)).status_code == 404


def test_choosing_a_second_pupil_warns_too(cast, draft, dsl):
    other = EnrolmentFactory(school=cast.own).pupil
    known = ConcernFactory(school=cast.own, pupil=other)

    page = dsl.post(
        reverse("concerns:draft_pupils", args=[draft.reference]), {"choose": other.reference}
    ).content.decode()

    assert carry_url(draft, known) in page


def test_a_place_chosen_again_warns_on_the_check_page(cast, draft, dsl):
    known = ConcernFactory(school=cast.own)
    OtherSubject.objects.create(concern=known, kind="place", name="the bus stop")
    draft = write(draft, cast, **COMPLETE, **BUS_STOP)

    assert known.reference in check_page(dsl, draft)

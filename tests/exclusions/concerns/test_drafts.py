"""The services of drafts and of sending."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from exclusions.concerns import services, tasks
from exclusions.concerns.content import as_post, from_post, tidy
from exclusions.concerns.errors import AlreadySent, Incomplete
from exclusions.concerns.models import Concern, ConcernFile, Draft
from exclusions.concerns.services.drafting import MOST_FILES
from portal.audit.models import Event
from portal.core.drafts import StaleDraft
from portal.notices.models import Notice
from schools.calendars.models import Closure, Term
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import DraftFactory, EnrolmentFactory
from tests.portal.files.test_checks import PDF

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)


def pdf(name="letter.pdf"):
    return SimpleUploadedFile(name, PDF)


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_draft_begins_with_its_pupils(cast, pupil):
    draft = services.start_draft(by=cast.dsl, school=cast.own, pupils=[pupil])

    assert (draft.author, draft.school, list(draft.pupils.all()), draft.content, draft.version) == (
        cast.dsl,
        cast.own,
        [pupil],
        {},
        1,
    )
    event = Event.objects.get()
    assert (event.verb, [s.reference for s in event.subjects.all()]) == (
        "draft.start",
        [draft.reference, pupil.reference],
    )


def test_a_save_counts_and_the_same_again_does_not(cast, draft):
    saved = services.save_draft(
        draft=draft, content={**COMPLETE, "wish": "talk"}, version=draft.version, by=cast.dsl
    )
    again = services.save_draft(
        draft=draft, content={**COMPLETE, "wish": "talk"}, version=draft.version, by=cast.dsl
    )

    assert (saved.version, again.version, again.saved_at) == (
        draft.version + 1,
        draft.version + 1,
        saved.saved_at,
    )
    assert saved.content["wish"] == "talk"


def test_a_second_device_cannot_overwrite_the_first_unseen(cast, draft):
    first = services.save_draft(draft=draft, content={"child_words": "No"}, version=2, by=cast.dsl)

    with pytest.raises(StaleDraft) as stale:
        services.save_draft(draft=draft, content={"child_words": "Yes"}, version=2, by=cast.dsl)

    assert stale.value.newer == first
    assert (stale.value.newer.version, stale.value.newer.content) == (3, {"child_words": "No"})
    draft.refresh_from_db()
    assert draft.content == {"child_words": "No"}


def test_content_is_kept_as_typed_and_nothing_else():
    typed = {
        "what_happened": "a\r\nb\rc\x00 \ud800",
        "categories": ["violence", "violence", 3, "<b>"],
        "wish": ["advice"],
        "in_danger": "maybe",
        "happened_on_0": "99",
        "evil": "x",
        "child_words": "",
    }

    assert tidy(typed) == {
        "what_happened": "a\nb\nc ?",
        "categories": ["violence", "<b>"],
        "in_danger": "maybe",
        "happened_on_0": "99",
    }


def test_content_comes_back_from_a_form_as_it_went():
    assert from_post(_query(COMPLETE)) == COMPLETE
    assert as_post(COMPLETE).getlist("categories") == COMPLETE["categories"]


def _query(content):
    query = QueryDict(mutable=True)
    for name, value in content.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


@time_machine.travel(MONDAY, tick=False)
def test_sending_makes_a_concern_of_everything(cast, draft, pupil):
    Term.objects.create(name="Autumn", starts_on=date(2026, 9, 2), ends_on=date(2026, 12, 18))
    second = EnrolmentFactory(school=cast.own).pupil
    services.add_pupil_to_draft(draft=draft, pupil=second, by=cast.dsl)
    kept = services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)

    concern = services.send_concern(draft=draft, by=cast.dsl)

    sent = Concern.objects.values(
        "school", "state", "raised_by", "raised_as", "raised_at", "categories", "in_danger", "happened_on",
        "what_happened", "child_words", "action_taken", "wish", "acknowledge_by", "decide_by",
        "deadline_estimated", "acknowledged_at", "taken_by", "version",
    ).get()  # fmt: skip
    assert sent == {
        "school": cast.own.pk,
        "state": "sent",
        "raised_by": cast.dsl.pk,
        "raised_as": "Designated safeguarding lead",
        "raised_at": MONDAY,
        "categories": ["exploitation", "missing"],
        "in_danger": False,
        "happened_on": date(2025, 11, 20),
        "what_happened": "Came in with a new phone.",
        "child_words": "It's just a present.",
        "action_taken": "Spoke with her mother.",
        "wish": "advice",
        "acknowledge_by": date(2026, 11, 24),
        "decide_by": date(2026, 11, 26),
        "deadline_estimated": False,
        "acknowledged_at": None,
        "taken_by": None,
        "version": 1,
    }
    assert [s.pupil for s in concern.subjects.all()] == [pupil, second]
    assert list(concern.files.all()) == [kept]
    draft.refresh_from_db()
    assert (draft.concern, draft.content, list(draft.pupils.all())) == (concern, {}, [])
    event = Event.objects.get(verb="concern.send")
    assert [s.reference for s in event.subjects.all()] == [
        concern.reference,
        pupil.reference,
        second.reference,
    ]
    assert sorted((n.user.name, n.text) for n in Notice.objects.all()) == [
        ("Deputy Social Worker", f"{concern.reference}: a new concern is waiting for you."),
        ("Lead Social Worker", f"{concern.reference}: a new concern is waiting for you."),
    ]


@time_machine.travel(MONDAY, tick=False)
def test_a_day_without_term_dates_is_estimated(draft, cast):
    assert services.send_concern(draft=draft, by=cast.dsl).deadline_estimated is True


def test_the_school_s_own_closures_move_the_day(cast, draft):
    Closure.objects.create(on=date(2026, 11, 24), reason="Boiler", school=cast.own)
    Closure.objects.create(on=date(2026, 11, 25), reason="Boiler", school=cast.other)

    with time_machine.travel(MONDAY, tick=False):
        concern = services.send_concern(draft=draft, by=cast.dsl)

    assert (concern.acknowledge_by, concern.decide_by) == (date(2026, 11, 25), date(2026, 11, 27))


def test_sending_twice_is_one_concern(cast, draft):
    first = services.send_concern(draft=draft, by=cast.dsl)

    assert services.send_concern(draft=draft, by=cast.dsl) == first
    assert (Concern.objects.count(), verbs().count("concern.send")) == (1, 1)


def test_danger_is_said_to_the_link_workers(cast, draft):
    services.save_draft(draft=draft, content={**COMPLETE, "in_danger": "yes"}, version=2, by=cast.dsl)

    concern = services.send_concern(draft=draft, by=cast.dsl)

    assert concern.in_danger is True
    assert {n.text for n in Notice.objects.all()} == {
        f"{concern.reference}: an urgent concern is waiting for you."
    }


@pytest.mark.parametrize(
    "gap",
    [
        {"in_danger": ""},
        {"categories": []},
        {"categories": ["nonsense"]},
        {"what_happened": "  "},
        {"what_happened": "x" * 20_001},
        {"wish": ""},
        {"wish": "nonsense"},
        {"happened_on_0": "31", "happened_on_1": "2"},
        {"happened_on_2": "9999999999999"},
        {"happened_on_2": "2999"},
        {"happened_on_0": ""},
    ],
    ids=str,
)
def test_what_is_missing_or_wrong_is_not_sent_and_not_lost(cast, draft, gap):
    content = {**COMPLETE, **gap}
    draft = services.save_draft(draft=draft, content=content, version=draft.version, by=cast.dsl)

    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)

    draft.refresh_from_db()
    assert draft.content == tidy(content)
    assert (Concern.objects.count(), Notice.objects.count()) == (0, 0)


def test_a_concern_is_about_somebody(cast, draft, pupil):
    services.remove_pupil_from_draft(draft=draft, pupil=pupil, by=cast.dsl)

    with pytest.raises(Incomplete):
        services.send_concern(draft=draft, by=cast.dsl)


def test_what_was_checked_is_what_is_sent(cast, draft):
    services.save_draft(draft=draft, content={**COMPLETE, "wish": "talk"}, version=2, by=cast.dsl)

    with pytest.raises(StaleDraft):
        services.send_concern(draft=draft, by=cast.dsl, version=2)

    assert Concern.objects.count() == 0


def test_a_failure_half_way_sends_nothing(cast, draft, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("no notices today")

    monkeypatch.setattr("exclusions.concerns.services.acting.notify", broken)

    with pytest.raises(RuntimeError):
        services.send_concern(draft=draft, by=cast.dsl)

    draft.refresh_from_db()
    assert (Concern.objects.count(), draft.concern, draft.content) == (0, None, COMPLETE)


def test_a_sent_draft_takes_nothing_more(cast, draft, pupil):
    kept = services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)
    concern = services.send_concern(draft=draft, by=cast.dsl)

    for late in (
        lambda: services.save_draft(draft=draft, content={"wish": "talk"}, version=2, by=cast.dsl),
        lambda: services.add_pupil_to_draft(draft=draft, pupil=pupil, by=cast.dsl),
        lambda: services.attach_file(draft=draft, upload=pdf(), by=cast.dsl),
        lambda: services.remove_file(draft=draft, file=kept, by=cast.dsl),
        lambda: services.discard_draft(draft=draft, by=cast.dsl),
    ):
        with pytest.raises(AlreadySent) as refusal:
            late()
        assert refusal.value.leads_to == concern.get_absolute_url()

    assert list(concern.files.all()) == [kept]


def test_a_removed_file_leaves_storage_after_the_commit(cast, draft, django_capture_on_commit_callbacks):
    kept = services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)
    stored = kept.file
    with django_capture_on_commit_callbacks() as callbacks:
        services.remove_file(draft=draft, file=kept, by=cast.dsl)
        assert stored.storage.exists(stored.name)
    for callback in callbacks:
        callback()

    assert not stored.storage.exists(stored.name)
    assert ConcernFile.objects.count() == 0
    assert verbs()[-2:] == ["draft.attach_file", "draft.remove_file"]


def test_a_draft_holds_so_many_files(cast, draft):
    for _ in range(MOST_FILES):
        services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)

    with pytest.raises(ValidationError, match="10 files"):
        services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)


def test_a_discarded_draft_is_gone_with_its_files(cast, draft, pupil, django_capture_on_commit_callbacks):
    stored = services.attach_file(draft=draft, upload=pdf(), by=cast.dsl).file

    with django_capture_on_commit_callbacks(execute=True):
        services.discard_draft(draft=draft, by=cast.dsl)

    assert (Draft.objects.count(), ConcernFile.objects.count(), stored.storage.exists(stored.name)) == (
        0,
        0,
        False,
    )
    event = Event.objects.latest("pk")
    assert (event.verb, event.subjects.first().reference) == ("draft.discard", draft.reference)


def test_stale_drafts_are_announced_and_then_deleted(cast):
    now = timezone.now()
    ages = {"fresh": 22, "old": 24, "older": 31}
    drafts = {
        name: DraftFactory(author=cast.dsl, school=cast.own, saved_at=now - timedelta(days=days))
        for name, days in ages.items()
    }

    assert services.delete_stale_drafts() == (2, 0)
    assert services.delete_stale_drafts() == (0, 0)

    assert {n.about for n in Notice.objects.all()} == {drafts["old"].reference, drafts["older"].reference}
    assert {n.user for n in Notice.objects.all()} == {cast.dsl}
    with time_machine.travel(now + timedelta(days=8)):
        assert services.delete_stale_drafts() == (1, 2)
        assert list(Draft.objects.all()) == [drafts["fresh"]]
    assert verbs() == ["draft.expire", "draft.expire"]


def test_a_draft_somebody_comes_back_to_stays(cast):
    then = timezone.now() - timedelta(days=24)
    draft = DraftFactory(author=cast.dsl, school=cast.own, saved_at=then)
    services.delete_stale_drafts()

    services.save_draft(draft=draft, content={"wish": "talk"}, version=1, by=cast.dsl)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert services.delete_stale_drafts() == (0, 0)
    draft.refresh_from_db()
    assert draft.warned_at is None


def test_the_memory_of_a_sent_draft_goes_and_the_concern_stays(cast, draft):
    kept = services.attach_file(draft=draft, upload=pdf(), by=cast.dsl)
    concern = services.send_concern(draft=draft, by=cast.dsl)

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert services.delete_stale_drafts() == (0, 0)

    assert Draft.objects.count() == 0
    assert list(concern.files.all()) == [kept]


def test_the_task_calls_the_service(cast):
    old = DraftFactory(author=cast.dsl, saved_at=timezone.now() - timedelta(days=24))

    tasks.delete_stale_drafts()

    assert Notice.objects.get().about == old.reference

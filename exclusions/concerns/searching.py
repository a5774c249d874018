"""Concerns in the portal's search: by reference, by pupil, and by words of what was
sent and said since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from exclusions.concerns.models import (
    Circumstances,
    Concern,
    ConcernQuerySet,
    ConcernSubject,
    ContextNote,
    Entry,
    OtherSubject,
)
from exclusions.concerns.reading import SAID, read_by
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from portal.search.text_index import TextIndex, words_in
from schools.pupils.models import Pupil, child_of

# As migration 0004 made them: (the model that points to a concern, its index).
SENT_WORDS = TextIndex("concerns_concern", ["what_happened", "child_words", "action_taken"])
ENTRY_WORDS = TextIndex("concerns_entry", ["body"])
DETAIL_WORDS = (
    (
        Circumstances,
        TextIndex(
            "concerns_circumstances",
            ["opinion", "place_words", "others_involved", "parents_words", "child_view"],
        ),
    ),
    (ContextNote, TextIndex("concerns_contextnote", ["words"])),
    (OtherSubject, TextIndex("concerns_othersubject", ["name", "words"])),
)


def find(user: User, typed: str, most: int) -> list[Found]:
    """Concerns this person may read, newest first: by reference, by pupil, and by words that they read."""
    newest: set[tuple[datetime, int]] = set()
    # Each way by itself: the database goes by the index that suits it, and the newest of all are among these.
    for rows in _ways(user, typed):
        newest.update(rows.order_by("-raised_at", "-pk").values_list("raised_at", "pk")[:most])
    keys = [key for _, key in sorted(newest, reverse=True)[:most]]
    return [_found(concern) for concern in Concern.objects.filter(pk__in=keys).for_list()]


def _ways(user: User, typed: str) -> Iterator[ConcernQuerySet]:
    """What this person may read and fits, in one way after the other."""
    rows = Concern.objects.visible_to(user)
    pupil = Pupil.objects.matching(typed).filter(pk=child_of("pupil"))
    yield rows.filter(reference=tidy_reference(typed))
    yield rows.filter(Exists(_of_concern(ConcernSubject).filter(Exists(pupil))))
    if not words_in(typed):
        return
    yield rows.filter(SENT_WORDS.holds(typed))
    for model, words in DETAIL_WORDS:
        yield rows.filter(Exists(_of_concern(model).filter(words.holds(typed))))
    yield rows.filter(Exists(_of_concern(Entry).filter(ENTRY_WORDS.holds(typed), read_by(user, SAID))))


def _of_concern(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(concern=OuterRef("pk")).order_by()


def _found(concern: Concern) -> Found:
    pupils = [subject.pupil.short_name for subject in concern.subjects.all()]
    words = [*pupils, *concern.category_labels, concern.school.name, plain_date(concern.raised_at)]
    line = f"{', '.join(words)}: {concern.get_state_display().lower()}"
    return Found(concern.reference, concern.get_absolute_url(), line, concern.reference)


SOURCE = Source(20, "concerns", "Concerns", find)

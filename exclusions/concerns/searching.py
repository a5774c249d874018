"""Concerns in the portal's search: by reference, and by words of what was sent and said since."""

from django.db.models import Q

from exclusions.concerns.models import (
    Circumstances,
    Concern,
    ContextNote,
    Entry,
    OtherSubject,
)
from exclusions.concerns.reading import SAID, read_by
from portal.accounts.models import User
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from portal.search.sources import Found, Source
from portal.search.text_index import TextIndex

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
    """Concerns this person may read, newest first, by words that they read."""
    wanted = Q(reference=tidy_reference(typed)) | SENT_WORDS.holds(typed)
    for model, words in DETAIL_WORDS:
        wanted |= Q(pk__in=model._default_manager.filter(words.holds(typed)).values("concern"))
    wanted |= Q(pk__in=Entry.objects.filter(ENTRY_WORDS.holds(typed), read_by(user, SAID)).values("concern"))
    rows = Concern.objects.visible_to(user).filter(wanted).for_list()[:most]
    return [_found(concern) for concern in rows]


def _found(concern: Concern) -> Found:
    pupils = [subject.pupil.short_name for subject in concern.subjects.all()]
    words = [*pupils, *concern.category_labels, concern.school.name, plain_date(concern.raised_at)]
    line = f"{', '.join(words)}: {concern.get_state_display().lower()}"
    return Found(concern.reference, concern.get_absolute_url(), line, concern.reference)


SOURCE = Source(20, "concerns", "Concerns", find)

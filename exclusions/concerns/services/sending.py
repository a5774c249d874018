"""Sending a draft: from then on it is a concern, and nobody changes a word of it."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exclusions.concerns.content import as_post
from exclusions.concerns.errors import Incomplete
from exclusions.concerns.forms import DraftForm
from exclusions.concerns.models import (
    BodyMark,
    Circumstances,
    Concern,
    ConcernSubject,
    ContextNote,
    Draft,
    OtherSubject,
)
from exclusions.concerns.services.acting import about, tell_link_workers, tell_school
from exclusions.concerns.steps import Detail
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core import drafts
from schools.calendars.services import add_school_days
from schools.links.standing import standing_of


@transaction.atomic
def send_concern(*, draft: Draft, by: User, version: int | None = None) -> Concern:
    """Send a draft to the school's link social workers. Sent twice, it is one and the same concern.

    Raises Incomplete where something is missing, and StaleDraft where `version` is given (the one whose
    answers the author has checked) and the draft has been saved elsewhere since.
    """
    # Without joins: whoever waited for the lock would see the joined row of before it.
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.concern is not None:
        return draft.concern
    drafts.insist(draft, version)
    form = DraftForm(as_post(draft.content))
    detail = Detail(draft, draft.content, list(draft.pupils.order_by("pk")))
    if not form.is_valid() or any(detail.problems()) or not detail.has_subject():
        raise Incomplete("Something is still missing.")
    concern = _create(draft, form.answers(), by)
    _add_subjects(concern, detail)
    _add_detail(concern, detail)
    draft.files.update(concern=concern)
    _empty(draft, concern)
    _write_down(concern, by)
    return concern


def _create(draft: Draft, answers: dict[str, object], by: User) -> Concern:
    now = timezone.now()
    today = timezone.localdate(now)
    acknowledge = add_school_days(today, settings.TRIAGE_ACKNOWLEDGE_DAYS, school_id=draft.school_id)
    decide = add_school_days(today, settings.TRIAGE_DECIDE_DAYS, school_id=draft.school_id)
    return Concern.objects.create(
        school_id=draft.school_id,
        raised_by=by,
        raised_as=standing_of(by).capacity(draft.school_id),
        raised_at=now,
        acknowledge_by=acknowledge.on,
        decide_by=decide.on,
        deadline_estimated=acknowledge.is_estimated or decide.is_estimated,
        **answers,
    )


def _add_subjects(concern: Concern, detail: Detail) -> None:
    ConcernSubject.objects.bulk_create(
        ConcernSubject(concern=concern, pupil=pupil, part=detail.part_of(pupil)) for pupil in detail.pupils
    )
    OtherSubject.objects.bulk_create(
        OtherSubject(concern=concern, **other) for other in detail.other_subjects()
    )


def _add_detail(concern: Concern, detail: Detail) -> None:
    if said := detail.circumstances():
        Circumstances.objects.create(concern=concern, **said)
    ContextNote.objects.bulk_create(
        ContextNote(concern=concern, context=context, words=words)
        for context, words in detail.contexts().items()
    )
    BodyMark.objects.bulk_create(BodyMark(concern=concern, **mark) for mark in detail.body_marks())


def _empty(draft: Draft, concern: Concern) -> None:
    """The draft only remembers what became of it: its words are in the concern now."""
    draft.concern, draft.content, draft.saved_at = concern, {}, concern.raised_at
    draft.save(update_fields=["concern", "content", "saved_at"])
    draft.pupils.clear()


def _write_down(concern: Concern, by: User) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="concern.send",
        about=about(concern),
        capacity=concern.raised_as,
        detail={"after": concern.state, "files": concern.files.count(), "danger": concern.in_danger},
    )
    urgent, verb = ("an urgent", "danger") if concern.in_danger else ("a new", "send")
    tell_link_workers(concern, verb, f"{urgent} concern is waiting for you.", by=by)
    if concern.school_id not in standing_of(by).scope(Power.ANSWER_FOR_SCHOOL):
        # Its safeguarding leads follow a concern that somebody else at the school has raised.
        tell_school(concern, verb, f"{urgent} concern has been raised at your school.", by=by)

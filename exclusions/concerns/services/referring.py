"""Referring a child to the front door: writing it, sending it, and what the front door answers."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from exclusions.concerns.enums import Consent, EntryKind, FrontDoorAnswer, ReferralEventKind, ReferralWay
from exclusions.concerns.models import Concern, Referral, ReferralEvent
from exclusions.concerns.services.acting import locked, tell_link_workers, write_down
from exclusions.concerns.services.writing import write_message
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from schools.links.standing import standing_of
from schools.pupils.models import Pupil

WORDS = ("happened", "child_words", "family", "needs", "risk", "tried", "consent", "consent_words")


@transaction.atomic
def begin_referral(*, concern: Concern, pupil: Pupil, needs: str = "", by: User) -> Referral:
    """Begin a referral of one child of a concern with what the school has said.

    `needs` is what is known of the child, in words. Raises Refused for a child with no part in the concern,
    WrongState where a referral of the child is begun and not sent: that one is to be finished.
    """
    concern = locked(concern)
    if not concern.subjects.filter(pupil__in=pupil.records).exists():
        raise Refused("Choose a child of this concern.")
    begun = Referral.objects.filter(concern=concern, pupil=pupil).prefetch_related("events")
    unsent = next((referral for referral in begun if not referral.is_sent), None)
    if unsent:
        raise WrongState(f"{unsent.written_by} has begun {unsent.reference} for this child. Finish that one.")
    referral = Referral.objects.create(
        concern=concern,
        pupil=pupil,
        happened=concern.what_happened,
        child_words=concern.child_words,
        tried=concern.action_taken,
        needs=needs,
        written_by=by,
        written_as=standing_of(by).capacity(concern.school_id),
    )
    _record(referral, "begin", by)
    return referral


@transaction.atomic
def save_referral(*, referral: Referral, said: dict[str, str], seen_version: int, by: User) -> Referral:
    """Save what the referral says; anything may still be missing.

    Raises WrongState once it was sent, and where somebody has saved it since `seen_version`.
    """
    referral = _locked(referral)
    _refuse_sent(referral)
    if referral.version != seen_version:
        raise WrongState("Somebody has saved this referral since you opened it. Read it again, then save.")
    if said["consent"] and said["consent"] not in Consent:
        raise Refused("Choose what the family knows.")
    for name in WORDS:
        setattr(referral, name, said[name].replace("\x00", "").strip())
    referral.version += 1
    referral.save()
    _record(referral, "save", by)
    return referral


def missing_parts(referral: Referral) -> list[str]:
    """What a whole referral says and this one does not yet, by name, in the order of the page."""
    needed = {
        "what happened": referral.happened,
        "the child’s own words, or why they were not asked": referral.child_words,
        "family and home as known": referral.family,
        "what the risk is": referral.risk,
        "what was tried": referral.tried,
        "whether the family knows and agrees": referral.consent,
    }
    if referral.consent != Consent.AGREED:
        needed["what the family said, or why they were not asked"] = referral.consent_words
    return [name for name, words in needed.items() if not words]


@transaction.atomic
def referral_sent(*, referral: Referral, on: date, way: str, words: str, by: User) -> ReferralEvent:
    """Write down that it was sent: on which day, how, to whom. From now on its words stay.

    The concern's school sees that it was sent. Raises WrongState where that is written down already,
    Refused for a day to come, before the concern, or a way there is none.
    """
    referral = _locked(referral)
    _refuse_sent(referral)
    _refuse_day(referral, on)
    return _event(referral, ReferralEventKind.SENT, on, way, words, by)


@transaction.atomic
def front_door_answered(
    *, referral: Referral, on: date, way: str, answer: str, words: str, for_school: str, by: User
) -> ReferralEvent:
    """Write down what the front door decided; `for_school` is what the school is to know, as a message.

    The answer itself is read by the school's link workers, who are told. Raises WrongState where it was not
    sent, Refused for an answer there is none.
    """
    referral = _locked(referral)
    if not referral.is_sent:
        raise WrongState(f"{referral.reference} has not been sent yet. Write down first that it was.")
    if answer not in FrontDoorAnswer:
        raise Refused("Choose what the front door decided.")
    _refuse_day(referral, on)
    event = _event(referral, ReferralEventKind.ANSWERED, on, way, words, by, answer=answer)
    if for_school.strip():
        write_message(concern=referral.concern, body=for_school, by=by)
    tell_link_workers(referral.concern, "refer", "the front door has answered.", by=by)
    return event


def _event(
    referral: Referral,
    kind: ReferralEventKind,
    on: date,
    way: str,
    words: str,
    by: User,
    **more: Any,
) -> ReferralEvent:
    if way not in ReferralWay:
        raise Refused("Choose how.")
    write_down(
        referral.concern,
        f"refer_{kind}",
        by=by,
        kind=EntryKind.STATUS,
        body="",
        detail={"referral": referral.reference, "on": on.isoformat(), **more},
    )
    return ReferralEvent.objects.create(
        referral=referral,
        kind=kind,
        on=on,
        way=way,
        words=words.replace("\x00", "").strip(),
        by=by,
        capacity=standing_of(by).capacity(referral.concern.school_id),
        **more,
    )


def _locked(referral: Referral) -> Referral:
    """The referral as the database has it, behind the lock of its concern."""
    locked(referral.concern)
    rows = Referral.objects.select_related("concern__school", "pupil", "written_by")
    return rows.prefetch_related("events").get(pk=referral.pk)


def _refuse_sent(referral: Referral) -> None:
    if referral.is_sent:
        raise WrongState(f"{referral.reference} was sent. What it says stays; begin another to add to it.")


def _refuse_day(referral: Referral, on: date) -> None:
    if on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if on < timezone.localdate(referral.concern.raised_at):
        raise Refused("Enter a day after the concern was raised.")


def _record(referral: Referral, verb: str, by: User) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"referral.{verb}",
        about=[referral.reference, referral.concern.reference, referral.pupil.reference],
        capacity=standing_of(by).capacity(referral.concern.school_id),
    )

"""What was learnt after a permanent exclusion, and the themes it may be counted under."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from exclusions.outcomes.enums import FollowUpKind
from exclusions.outcomes.models import Debrief, Theme
from exclusions.outcomes.services.evidence import note_down
from exclusions.protocol.models import Case
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of


@dataclass(frozen=True)
class Learnt:
    """What was talked through on a day; `themes` are codes."""

    held_on: date
    took_part: str
    learnt: str
    earlier: str
    themes: tuple[str, ...]


@transaction.atomic
def write_debrief(*, case: Case, learnt: Learnt, by: User, seen_number: int) -> Debrief:
    """Write a debrief down, or correct it. The same again changes nothing.

    Raises WrongState where somebody wrote since `seen_number`, Refused where it does not say who took part
    and what was learnt, where the day lies ahead, or where a theme is unknown.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=case.pk)
    _check(learnt)
    last = case.debriefs.select_related("by").last()
    if (last.number if last else 0) != seen_number:
        who = f"{last.by} wrote the debrief down on {moment(last.at)}" if last else "Somebody changed this"
        raise WrongState(
            f"{who}, while you had this page open. Both are shown below. Save again if yours is to stand; "
            "theirs stays readable."
        )
    written = vars(learnt) | {"themes": list(learnt.themes)}
    if last is not None and all(getattr(last, name) == value for name, value in written.items()):
        return last
    debrief = Debrief.objects.create(
        case=case, number=seen_number + 1, by=by, capacity=standing_of(by).capacity(case.school_id), **written
    )
    owed = case.follow_ups.open().filter(kind=FollowUpKind.DEBRIEF)
    owed.update(answered_at=timezone.now())
    note_down(case, "write_debrief", by, number=debrief.number, themes=debrief.themes)
    return debrief


def _check(learnt: Learnt) -> None:
    if not learnt.took_part.strip():
        raise Refused("Write down who took part.")
    if not learnt.learnt.strip():
        raise Refused("Write down what was learnt.")
    if learnt.held_on > timezone.localdate():
        raise Refused("Enter a day that is not in the future.")
    if Theme.objects.filter(code__in=learnt.themes).count() != len(set(learnt.themes)):
        raise Refused("Choose themes of the list.")


@transaction.atomic
def add_theme(*, label: str, by: User) -> Theme:
    """Add a theme that may be chosen from now on; one that was retired comes back.

    Raises Refused where one of that name is there, or where the name has no letter.
    """
    label = " ".join(label.split())
    code = slugify(label)[:40]
    if not code:
        raise Refused("Write the theme in words.")
    known = Theme.objects.filter(label__iexact=label).first()
    if known is not None and known.retired_at is None:
        raise Refused(f"“{known.label}” is there already.")
    if known is not None:
        known.retired_at = None
        known.save(update_fields=["retired_at"])
    else:
        try:
            with transaction.atomic():
                known = Theme.objects.create(code=code, label=label)
        except IntegrityError:
            raise Refused("A theme of almost the same name is there already. Choose other words.") from None
    _note("add", known, by)
    return known


@transaction.atomic
def retire_theme(*, theme: Theme, by: User) -> None:
    """Take a theme off the list; it stays where it was chosen. Retired already: nothing changes."""
    if Theme.objects.current().filter(pk=theme.pk).update(retired_at=timezone.now()):
        _note("retire", theme, by)


def _note(verb: str, theme: Theme, by: User) -> None:
    record(by=by, kind=Kind.CHANGE, verb=f"theme.{verb}", detail={"theme": theme.code})

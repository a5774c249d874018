"""Who is in the team around a child, what a case shows them, and which cases belong together."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.protocol.enums import EntryKind, LinkKind, Sees
from exclusions.protocol.models import Case, CaseLink, CaseMember
from exclusions.protocol.services.writing import enter, lock_open, write_down
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from portal.notices.services import notify


@dataclass(frozen=True)
class Somebody:
    """Who joins a team: `user` where they have an account, else a name and how to reach them."""

    agency: str
    user: User | None = None
    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def add_member(
    *, case: Case, who: Somebody, sees: str = Sees.NOTHING, because: str = "", by: User
) -> CaseMember:
    """Take somebody into the team around the child. Who sees the case in the portal is told.

    Raises Refused for nobody, for somebody without an account who should see the case, without a reason why
    they may see it, and for a person who is in the team already.
    """
    case = lock_open(case)
    if not (who.user or who.name.strip()):
        raise Refused("Name the person, or choose a user of the portal.")
    if sees != Sees.NOTHING and (who.user is None or not because.strip()):
        raise Refused("Only a user of the portal may see the case, and with a reason.")
    contact = {
        "name": who.user.name if who.user else who.name.strip(),
        "email": who.email,
        "phone": who.phone,
    }
    try:
        with transaction.atomic():
            member = CaseMember.objects.create(
                case=case,
                user=who.user,
                agency=who.agency,
                role=who.role.strip(),
                sees=sees,
                because=because.strip(),
                added_by=by,
                **contact,
            )
    except IntegrityError:
        raise WrongState(f"{who.user} is in the team already.") from None
    _told(member, EntryKind.JOINED, "add_member", by, because)
    if who.user and sees != Sees.NOTHING and who.user != by:
        _tell(case, who.user, by)
    return member


def _tell(case: Case, person: User, by: User) -> None:
    notify(
        people=[person],
        kind="case.add_member",
        text=f"{case.reference}: {by} has taken you into the team of this case.",
        about=case.reference,
        leads_to=case.get_absolute_url(),
    )


@transaction.atomic
def end_member(*, member: CaseMember, by: User) -> CaseMember:
    """Somebody leaves the team; the case shows them nothing from now on. Twice changes nothing."""
    lock_open(member.case)
    member = CaseMember.objects.select_related("case__pupil", "user").get(pk=member.pk)
    if member.ended_at is None:
        member.ended_at, member.ended_by = timezone.now(), by
        member.save(update_fields=["ended_at", "ended_by"])
        _told(member, EntryKind.LEFT, "end_member", by, "")
    return member


def _told(member: CaseMember, kind: EntryKind, verb: str, by: User, because: str) -> None:
    person = member.user.reference if member.user else ""
    enter(
        member.case, kind, by, because, name=member.name, agency=member.get_agency_display(), sees=member.sees
    )
    write_down(member.case, verb, by, {"sees": member.sees, "agency": member.agency}, (person,))


@transaction.atomic
def link_cases(*, case: Case, other: Case, kind: str, because: str, by: User) -> CaseLink:
    """Say that two cases belong together, and why. The caller has asked that `by` sees both.

    Raises Refused without a reason or with itself, WrongState where they are linked already.
    """
    if case.pk == other.pk:
        raise Refused("A case cannot be linked with itself.")
    if not because.strip():
        raise Refused("Write down why they belong together.")
    first, second = sorted((case, other), key=lambda some: some.pk)
    made = {"kind": LinkKind(kind), "because": because.strip(), "made_by": by}
    try:
        with transaction.atomic():
            link = CaseLink.objects.create(first=first, second=second, **made)
    except IntegrityError:
        raise WrongState(f"{case.reference} and {other.reference} are linked already.") from None
    _linked(link, EntryKind.LINKED, "link", by, because)
    return link


@transaction.atomic
def unlink_cases(*, link: CaseLink, by: User) -> CaseLink:
    """Take a link back; that there was one is kept. Twice changes nothing."""
    link = CaseLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.ended_at is None:
        link.ended_at, link.ended_by = timezone.now(), by
        link.save(update_fields=["ended_at", "ended_by"])
        _linked(link, EntryKind.UNLINKED, "unlink", by, "")
    return link


def _linked(link: CaseLink, kind: EntryKind, verb: str, by: User, because: str) -> None:
    """In both timelines, by reference: who may not see the other case learns no more than that."""
    for one, other in ((link.first, link.second), (link.second, link.first)):
        enter(one, kind, by, because, other=other.reference, kind_of_link=link.kind)
    write_down(link.first, verb, by, {"kind": link.kind}, (link.second.reference,))

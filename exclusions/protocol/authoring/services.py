"""Starting, changing, publishing and putting away the draft of the next version."""

from copy import deepcopy

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.protocol.authoring.checking import Used, problems
from exclusions.protocol.authoring.document import Document, document_of
from exclusions.protocol.default import write
from exclusions.protocol.models import OutcomeCode, ProtocolDraft, ProtocolVersion, Stage
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of


def open_draft() -> ProtocolDraft | None:
    """The draft that is being written, if there is one."""
    rows = ProtocolDraft.objects.filter(published_as=None, discarded_at=None)
    return rows.select_related("based_on", "changed_by").first()


def used_codes() -> Used:
    """What published versions have made of codes, the newest version last and so decisive."""
    published = ProtocolVersion.objects.published()
    stages = Stage.objects.filter(version__in=published).order_by("version__number")
    outcomes = OutcomeCode.objects.filter(version__in=published).order_by("version__number")
    return Used(dict(stages.values_list("code", "kind")), dict(outcomes.values_list("code", "kind")))


def problems_of(draft: ProtocolDraft) -> list[str]:
    """What keeps a draft from being published, in sentences."""
    return problems(draft.document, used_codes())


@transaction.atomic
def start_draft(*, by: User) -> ProtocolDraft:
    """The draft of the next version, begun from the newest; the one that is open already, if there is one."""
    newest = ProtocolVersion.objects.newest()
    if newest is None:
        raise Refused("There is no protocol to begin from.")
    try:
        with transaction.atomic():
            draft = ProtocolDraft.objects.create(
                name=newest.name, document=document_of(newest), based_on=newest, changed_by=by
            )
    except IntegrityError:
        there = open_draft()
        if there is None:
            raise
        return there
    _write_down(draft, "start_draft", by)
    return draft


@transaction.atomic
def change_draft(*, draft: ProtocolDraft, document: Document, by: User, seen_revision: int) -> ProtocolDraft:
    """Put a changed document in. Stages are numbered by their order, the first 0.

    The same again changes nothing. Raises WrongState where somebody changed, published or put away the
    draft since `seen_revision`.
    """
    draft = _lock(draft, seen_revision)
    document = deepcopy(document)
    for number, stage in enumerate(document["stages"]):
        stage["number"] = number
    if document == draft.document:
        return draft
    draft.document = document
    _save(draft, by)
    _write_down(draft, "change_draft", by)
    return draft


@transaction.atomic
def publish_draft(
    *, draft: ProtocolDraft, name: str, reason: str, by: User, seen_revision: int
) -> ProtocolVersion:
    """Make the draft the version that new cases take. Running cases keep the version they began with.

    Raises Refused with what is wrong, without a name or a reason; WrongState as `change_draft`.
    """
    draft = _lock(draft, seen_revision)
    wrong = problems_of(draft)
    if wrong:
        raise Refused(f"This cannot be published yet: {wrong[0]}")
    if not (name.strip() and reason.strip()):
        raise Refused("Give the version a name, and write down why it is published.")
    newest = ProtocolVersion.objects.select_for_update().order_by("-number")[0]
    document = draft.document | {
        "name": name.strip(),
        "source": f"Written from version {draft.based_on.number}",
    }
    said = {"reason": reason.strip(), "published_by": by}
    version = write(document, newest.number + 1, ProtocolVersion, Stage, OutcomeCode, **said)
    draft.name, draft.published_as = version.name, version
    _save(draft, by)
    _write_down(draft, "publish", by, number=version.number, reason=version.reason)
    return version


@transaction.atomic
def discard_draft(*, draft: ProtocolDraft, by: User, seen_revision: int) -> ProtocolDraft:
    """Put a draft away; it is kept, and another may be started."""
    draft = _lock(draft, seen_revision)
    draft.discarded_at = timezone.now()
    _save(draft, by)
    _write_down(draft, "discard_draft", by)
    return draft


def _lock(draft: ProtocolDraft, seen_revision: int) -> ProtocolDraft:
    locked = ProtocolDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.published_as_id or locked.discarded_at or locked.revision != seen_revision:
        raise WrongState(
            f"{locked.changed_by} changed this draft on {moment(locked.changed_at)}, while you had this "
            "page open. Nothing of yours has been saved. Copy what you need and look at the draft again."
        )
    return locked


def _save(draft: ProtocolDraft, by: User) -> None:
    draft.revision += 1
    draft.changed_at, draft.changed_by = timezone.now(), by
    draft.save()


def _write_down(draft: ProtocolDraft, verb: str, by: User, **detail: object) -> None:
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"protocol.{verb}",
        about=[draft.reference],
        capacity=standing_of(by).capacity(),
        detail={"revision": draft.revision, **detail},
    )

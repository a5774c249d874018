"""A draft that becomes an addition to a concern there is already, instead of a new one."""

from django.db import transaction

from exclusions.concerns.errors import AlreadySent
from exclusions.concerns.models import Concern, Draft
from exclusions.concerns.services.drafting import discard_draft
from exclusions.concerns.services.writing import add_to_record
from portal.accounts.models import User
from portal.core import drafts
from portal.core.errors import Refused


@transaction.atomic
def add_draft_to_concern(*, draft: Draft, concern: Concern, body: str, version: int, by: User) -> Concern:
    """Add `body`, what the draft says, and its files to a concern of the same school; the draft is gone then.

    Raises StaleDraft where the draft was saved elsewhere since `version`, AlreadySent, and Refused where
    it says that someone is in danger: that must arrive as urgent, and an addition does not.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.concern is not None:
        raise AlreadySent(draft.concern.get_absolute_url())
    drafts.insist(draft, version)
    if draft.content.get("in_danger") == "yes" or draft.school_id != concern.school_id:
        raise Refused(
            "You said that someone is in danger. Send this as a new concern: then it arrives as urgent."
        )
    concern = add_to_record(concern=concern, body=body, by=by)
    draft.files.update(concern=concern, draft=None)
    discard_draft(draft=draft, by=by)
    return concern

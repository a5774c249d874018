"""Verbs that change concerns. The view has checked the permission; the state is checked here."""

from exclusions.concerns.errors import AlreadySent, Incomplete
from exclusions.concerns.services.acting import readers_among
from exclusions.concerns.services.carrying import add_draft_to_concern
from exclusions.concerns.services.drafting import (
    add_pupil_to_draft,
    attach_file,
    delete_stale_drafts,
    discard_draft,
    remove_file,
    remove_pupil_from_draft,
    save_draft,
    start_draft,
)
from exclusions.concerns.services.handling import (
    answer_question,
    ask_school,
    decide_concern,
    give_concern,
    possible_holders,
    release_concern,
    take_concern,
)
from exclusions.concerns.services.pausing import days_to_pause, run_clocks_again
from exclusions.concerns.services.rating import give_feedback
from exclusions.concerns.services.reassigning import MOST_AT_ONCE, Reassigned, reassign_concerns
from exclusions.concerns.services.referring import (
    begin_referral,
    front_door_answered,
    missing_parts,
    referral_sent,
    save_referral,
)
from exclusions.concerns.services.relating import relate, unrelate
from exclusions.concerns.services.replying import set_reply_text
from exclusions.concerns.services.revising import correct_decision, withdraw_decision
from exclusions.concerns.services.sealing import lift_seal, on_seal, possible_readers, seal_concern
from exclusions.concerns.services.sending import send_concern
from exclusions.concerns.services.signing import (
    possible_signers,
    propose_closing,
    refuse_proposal,
    sign_decision,
    why_a_second,
)
from exclusions.concerns.services.wording import set_kind
from exclusions.concerns.services.writing import add_to_record, write_message

__all__ = [
    "MOST_AT_ONCE",
    "AlreadySent",
    "Incomplete",
    "Reassigned",
    "add_draft_to_concern",
    "add_pupil_to_draft",
    "add_to_record",
    "answer_question",
    "ask_school",
    "attach_file",
    "begin_referral",
    "correct_decision",
    "days_to_pause",
    "decide_concern",
    "delete_stale_drafts",
    "discard_draft",
    "front_door_answered",
    "give_concern",
    "give_feedback",
    "lift_seal",
    "missing_parts",
    "on_seal",
    "possible_holders",
    "possible_readers",
    "possible_signers",
    "propose_closing",
    "readers_among",
    "reassign_concerns",
    "referral_sent",
    "refuse_proposal",
    "relate",
    "release_concern",
    "remove_file",
    "remove_pupil_from_draft",
    "run_clocks_again",
    "save_draft",
    "save_referral",
    "seal_concern",
    "send_concern",
    "set_kind",
    "set_reply_text",
    "sign_decision",
    "start_draft",
    "take_concern",
    "unrelate",
    "why_a_second",
    "withdraw_decision",
    "write_message",
]

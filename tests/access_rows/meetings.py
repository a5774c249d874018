"""Meetings: read by whoever reads the case, worked by whoever works it, answered by link without account."""

from tests.access import Row
from tests.access_rows.people import CASE_READERS, CASE_WORKERS, SAFEGUARDING_LEADS
from tests.cast import EVERYONE

READ_ONLY = [*SAFEGUARDING_LEADS, "headteacher", "senco"]


def _work(name: str, args: str, *methods: str) -> list[Row]:
    return [
        Row(f"meetings:{name}", CASE_WORKERS, args, method=method, forbidden=READ_ONLY)
        for method in methods or ("GET", "POST")
    ]


ROWS = [
    Row("meetings:of_case", CASE_READERS, "planned_case"),
    Row("meetings:meeting", CASE_READERS, "meeting"),
    Row("meetings:paper", CASE_READERS, "meeting_paper"),
    Row("meetings:calendar_entry", CASE_READERS, "fixed_meeting"),
    Row("meetings:pdf", CASE_READERS, "finished_meeting"),
    # Whoever reads the case and is not invited is sent back to the meeting.
    Row("meetings:answer", CASE_READERS, "fixed_meeting", status=302),
    Row("meetings:answer", CASE_READERS, "meeting", method="POST"),
    *_work("arrange", "planned_case"),
    *_work("dates", "meeting"),
    *_work("fix", "meeting"),
    *_work("change", "meeting"),
    *_work("cancel", "meeting"),
    *_work("invite", "meeting"),
    *_work("take_off", "meeting_invitee", "POST"),
    *_work("add_item", "meeting"),
    *_work("strike_item", "meeting_item", "POST"),
    *_work("add_paper", "meeting"),
    *_work("minutes", "fixed_meeting"),
    *_work("save_minutes", "fixed_meeting", "POST"),
    *_work("finish", "fixed_meeting"),
    *_work("correct", "finished_meeting"),
    # The link is the key: it is nobody's account.
    Row("meetings:invitation", EVERYONE, "invitation", public=True),
    Row("meetings:invitation", EVERYONE, "invitation", method="POST", public=True),
    Row("meetings:invitation_entry", EVERYONE, "invitation_to_fixed", public=True),
]

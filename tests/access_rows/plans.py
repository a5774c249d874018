"""Plans: read by whoever reads the case, written by whoever works it; owners say how far actions are."""

from tests.access import Row
from tests.access_rows.people import CASE_READERS, CASE_WORKERS, SAFEGUARDING_LEADS

READ_ONLY = [*SAFEGUARDING_LEADS, "headteacher", "senco"]

ROWS = [
    Row("plans:plan", CASE_READERS, "planned_case"),
    Row("plans:version", CASE_READERS, "plan_version"),
    Row("plans:pdf", CASE_READERS, "planned_case"),
    Row("plans:document", CASE_READERS, "plan_document"),
    # The plan in question has no words for the child yet.
    Row("plans:summary", CASE_READERS, "planned_case", status=302),
    Row("plans:action", CASE_READERS, "action"),
    # The safeguarding lead owns it.
    Row(
        "plans:action",
        [*CASE_WORKERS, "dsl"],
        "action",
        method="POST",
        forbidden=[name for name in READ_ONLY if name != "dsl"],
    ),
    *[
        Row(f"plans:{name}", CASE_WORKERS, args, method=method, forbidden=READ_ONLY)
        for name, args in (
            ("write", "planned_case"),
            ("agree_action", "planned_case"),
            ("add_provision", "planned_case"),
            ("change_provision", "provision"),
            ("sign", "planned_case"),
            ("change_action", "action"),
            ("give_action", "action"),
            ("add_document", "planned_case"),
            ("take_out", "plan_document"),
        )
        for method in ("GET", "POST")
    ],
]

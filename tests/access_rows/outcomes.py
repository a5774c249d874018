"""What a case came to: read by whoever reads the case; written by who works it and by the school's leads."""

from tests.access import Row
from tests.access_rows.people import CASE_READERS, CASE_WORKERS, SAFEGUARDING_LEADS

READ_ONLY = [*SAFEGUARDING_LEADS, "headteacher", "senco"]
PROTOCOL_EDITORS = ["inclusion_officer", "administrator"]
WRITERS = [*SAFEGUARDING_LEADS, "headteacher", *CASE_WORKERS]


def _write(name: str, args: str, *methods: str) -> list[Row]:
    return [
        Row(f"outcomes:{name}", WRITERS, args, method=method, forbidden=["senco"])
        for method in methods or ("GET", "POST")
    ]


ROWS = [
    Row("outcomes:evidence", CASE_READERS, "judged_case"),
    *_write("answer", "evidence_item"),
    Row("outcomes:outcome", CASE_READERS, "judged_case"),
    *_write("decide", "judged_case"),
    *[
        Row("outcomes:check", CASE_WORKERS, "owed_check", method=method, forbidden=READ_ONLY)
        for method in ("GET", "POST")
    ],
    *[
        Row("outcomes:debrief", CASE_WORKERS, "judged_case", method=method, forbidden=READ_ONLY)
        for method in ("GET", "POST")
    ],
    Row("outcomes:themes", PROTOCOL_EDITORS, else_forbidden=True),
    Row("outcomes:themes", PROTOCOL_EDITORS, method="POST", else_forbidden=True),
    Row("outcomes:retire_theme", PROTOCOL_EDITORS, "theme", method="POST", else_forbidden=True),
    Row("outcomes:document", CASE_READERS, "evidence_file"),
    *_write("pack", "judged_case"),
    *_write("take_out", "evidence_file"),
]

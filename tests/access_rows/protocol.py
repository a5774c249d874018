"""Cases and commitments."""

from tests.access import Row
from tests.access_rows.people import AT_OTHER_SCHOOL, CASE_READERS, CASE_WORKERS, SAFEGUARDING_LEADS
from tests.cast import EVERYONE

ROWS = [
    # --- Cases ---
    Row("protocol:list", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:map", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:case", CASE_READERS, "case"),
    Row("protocol:part", CASE_READERS, "case_part"),
    *[
        Row(
            f"protocol:{name}",
            CASE_WORKERS,
            "case",
            method=method,
            forbidden=[*SAFEGUARDING_LEADS, "headteacher", "senco"],
        )
        for name, method in (
            ("record", "GET"),
            ("record", "POST"),
            ("close", "GET"),
            ("close", "POST"),
            ("lead", "GET"),
            ("lead", "POST"),
            ("head_considering", "POST"),
        )
    ],
    # --- The school's commitment ---
    Row("protocol:charter", EVERYONE, "charter"),
    Row("protocol:commitments", ["head_of_service", "inclusion_officer"], else_forbidden=True),
    *[
        Row(f"protocol:{name}", ["headteacher"], "school", method=method, else_forbidden=True)
        for name in ("sign", "withdraw")
        for method in ("GET", "POST")
    ],
]

"""Cases and commitments."""

from tests.access import Row
from tests.access_rows.people import AT_OTHER_SCHOOL, CASE_READERS, CASE_WORKERS, SAFEGUARDING_LEADS
from tests.cast import EVERYONE

PROTOCOL_EDITORS = ["inclusion_officer", "administrator"]

ROWS = [
    # --- Cases ---
    Row("protocol:list", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:map", [*CASE_READERS, *AT_OTHER_SCHOOL, "administrator"], else_forbidden=True),
    Row(
        "protocol:version", [*CASE_READERS, *AT_OTHER_SCHOOL, "administrator"], "version", else_forbidden=True
    ),
    *[
        Row(f"protocol:{name}", PROTOCOL_EDITORS, world, method=method, else_forbidden=True)
        for name, world, method in (
            ("versions", "", "GET"),
            ("versions", "", "POST"),
            ("draft", "protocol_draft", "GET"),
            ("draft_settings", "protocol_draft", "GET"),
            ("draft_settings", "protocol_draft", "POST"),
            ("draft_changes", "protocol_draft", "GET"),
            ("draft_whole", "protocol_draft", "GET"),
            ("publish", "protocol_draft", "GET"),
            ("publish", "protocol_draft", "POST"),
            ("discard", "protocol_draft", "GET"),
            ("discard", "protocol_draft", "POST"),
            ("preview", "protocol_form", "GET"),
            ("draft_item", "protocol_item", "GET"),
            ("draft_item", "protocol_item", "POST"),
            ("draft_arrange", "protocol_arranged", "POST"),
        )
    ],
    Row("protocol:work", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:counts", [*CASE_READERS, *AT_OTHER_SCHOOL], "case_counts", else_forbidden=True),
    Row("protocol:remind", [*CASE_WORKERS, "other_social_worker"], method="POST", else_forbidden=True),
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
    *[
        Row(
            f"protocol:{name}",
            CASE_WORKERS,
            world,
            method=method,
            forbidden=[*SAFEGUARDING_LEADS, "headteacher", "senco"],
        )
        for name, world, method in (
            ("act", "case_act", "GET"),
            ("act", "case_act", "POST"),
            ("correct", "case_record", "GET"),
            ("correct", "case_record", "POST"),
            ("end_member", "case_member", "POST"),
            ("unlink", "case_link", "POST"),
        )
    ],
    *[
        Row(
            "protocol:alert",
            [*SAFEGUARDING_LEADS, "headteacher", *CASE_WORKERS],
            "pupil_school",
            method=method,
            forbidden=["senco", "administrator"],
        )
        for method in ("GET", "POST")
    ],
    *[
        Row(
            f"protocol:{name}",
            [*SAFEGUARDING_LEADS, "headteacher", *CASE_WORKERS],
            world,
            method=method,
            forbidden=["senco"],
        )
        for name, world, method in (
            ("add_file", "case", "GET"),
            ("add_file", "case", "POST"),
        )
    ],
    # Who added it, or who works the case.
    *[
        Row(
            "protocol:withdraw_file",
            ["dsl", *CASE_WORKERS],
            "case_file",
            method=method,
            forbidden=[*(name for name in SAFEGUARDING_LEADS if name != "dsl"), "headteacher", "senco"],
        )
        for method in ("GET", "POST")
    ],
    Row("protocol:file", CASE_READERS, "case_file"),
    Row("protocol:move", [*CASE_READERS, *AT_OTHER_SCHOOL], "case_move"),
    Row(
        "protocol:move",
        [*CASE_WORKERS, *AT_OTHER_SCHOOL],
        "case_move",
        method="POST",
        forbidden=[*SAFEGUARDING_LEADS, "headteacher", "senco"],
    ),
    Row("protocol:late", ["head_of_service", "inclusion_officer"], else_forbidden=True),
    # --- The school's commitment ---
    Row("protocol:charter", EVERYONE, "charter"),
    Row("protocol:commitments", ["head_of_service", "inclusion_officer"], else_forbidden=True),
    *[
        Row(f"protocol:{name}", ["headteacher"], "school", method=method, else_forbidden=True)
        for name in ("sign", "withdraw")
        for method in ("GET", "POST")
    ],
]

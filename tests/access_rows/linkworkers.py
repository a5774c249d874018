"""What link workers work with."""

from tests.access import Row
from tests.access_rows.people import (
    ALLOCATORS,
    DIARY_KEEPERS,
    DIARY_READERS,
    LINK_WORKERS,
    SAFEGUARDING_LEADS,
)

ROWS = [
    # --- The inbox ---
    Row("inbox:queue", [*LINK_WORKERS, "other_social_worker"], else_forbidden=True),
    Row("inbox:next", [*LINK_WORKERS, "other_social_worker"], status=302, else_forbidden=True),
    Row("inbox:late", ["head_of_service", "inclusion_officer"], else_forbidden=True),
    Row("inbox:team", ["head_of_service"], else_forbidden=True),
    Row("inbox:team_concerns", ["head_of_service"], else_forbidden=True),
    Row("inbox:reassign", ["head_of_service"], method="POST", else_forbidden=True),
    *[
        Row(
            f"inbox:{name}",
            LINK_WORKERS,
            "concern",
            method=method,
            forbidden=[*SAFEGUARDING_LEADS, "headteacher", "on_site_social_worker", "head_of_service"],
        )
        for name, method in (
            ("concern", "GET"),
            ("concern", "POST"),
            ("release", "POST"),
            ("give", "POST"),
            ("take", "POST"),
            ("ask", "POST"),
            ("write", "POST"),
        )
    ],
    *[
        Row(
            f"inbox:{name}",
            [*LINK_WORKERS, "head_of_service"] if name == "sign" else LINK_WORKERS,
            "concern",
            method=method,
            status=302,  # nothing is decided or proposed there
            forbidden=[
                *SAFEGUARDING_LEADS,
                "headteacher",
                "on_site_social_worker",
                *([] if name == "sign" else ["head_of_service"]),
            ],
        )
        for name in ("correct", "withdraw", "sign")
        for method in ("GET", "POST")
    ],
    # --- The diary ---
    Row("diary:mine", [*DIARY_KEEPERS, "other_social_worker"], else_forbidden=True),
    Row("diary:choose", [*DIARY_KEEPERS, "other_social_worker"], status=302, else_forbidden=True),
    Row("diary:not_seen", [*DIARY_KEEPERS, "other_social_worker"], else_forbidden=True),
    Row("diary:returns", [*DIARY_KEEPERS, "other_social_worker"], else_forbidden=True),
    Row("diary:school", DIARY_READERS, "school", else_forbidden=True),
    *[
        Row(f"diary:{name}", DIARY_KEEPERS, args, method=method, else_forbidden=True)
        for name, args in (("add", "school"), ("plan", "school"), ("week", "school_week"))
        for method in ("GET", "POST")
    ],
    Row("diary:entry", DIARY_READERS, "diary_entry"),
    *[
        Row(
            f"diary:{name}",
            DIARY_KEEPERS,
            "planned_day",
            method=method,
            forbidden=[*SAFEGUARDING_LEADS, "headteacher"],
        )
        for name, method in (
            ("happened", "GET"),
            ("happened", "POST"),
            ("call_off", "POST"),
            ("follow_up", "POST"),
            ("correct", "POST"),
        )
    ],
    # --- Allocation ---
    Row("allocation:coverage", ALLOCATORS, else_forbidden=True),
    Row("allocation:chart", ALLOCATORS, else_forbidden=True),
    Row("allocation:week", [*LINK_WORKERS, "head_of_service", "other_social_worker"], else_forbidden=True),
    Row("allocation:load", ALLOCATORS, else_forbidden=True),
    Row("allocation:assign", ALLOCATORS, else_forbidden=True),
    Row("allocation:assign", ALLOCATORS, method="POST", else_forbidden=True),
]

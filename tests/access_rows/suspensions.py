"""Suspensions, permanent exclusions and the duties after them."""

from tests.access import Row
from tests.access_rows.people import (
    AT_OTHER_SCHOOL,
    CASE_READERS,
    RULE_SETTERS,
    SUSPENSION_RECORDERS,
    SUSPENSION_WATCHERS,
)
from tests.cast import EVERYONE

READERS = [*CASE_READERS, *AT_OTHER_SCHOOL, "virtual_school_head"]
TEAMS = ["inclusion_officer", "virtual_school_head"]
NOT_OFFICERS = [name for name in CASE_READERS if name != "inclusion_officer"]

ROWS = [
    # --- Suspensions and permanent exclusions ---
    Row(
        "suspensions:list",
        READERS,
        else_forbidden=True,
    ),
    *[
        Row("suspensions:start", [*SUSPENSION_RECORDERS, "other_dsl"], method=method, else_forbidden=True)
        for method in ("GET", "POST")
    ],
    *[
        Row(f"suspensions:{name}", ["dsl"], "suspension_draft", method=method)
        for name, method in (
            ("draft", "GET"),
            ("draft", "POST"),
            ("save_draft", "POST"),
            ("totals", "POST"),
            ("discard", "GET"),
            ("discard", "POST"),
        )
    ],
    Row("suspensions:check", ["dsl"], "complete_suspension_draft"),
    Row("suspensions:record", ["dsl"], "complete_suspension_draft", method="POST"),
    Row("suspensions:detail", CASE_READERS, "suspension"),
    *[
        Row(
            f"suspensions:{name}",
            SUSPENSION_RECORDERS,
            args,
            method=method,
            status=status,
            forbidden=SUSPENSION_WATCHERS,
        )
        for name, args, method, status in (
            ("recorded", "suspension", "GET", 200),
            ("correct", "suspension", "GET", 200),
            ("correct", "suspension", "POST", 200),
            ("step", "suspension_step", "GET", 200),
            ("step", "suspension_step", "POST", 200),
            # There is no step yet to take back.
            ("take_back", "suspension", "GET", 302),
            ("take_back", "suspension", "POST", 302),
        )
    ],
    *[
        Row("suspensions:print_history", CASE_READERS, "pupil", method=method, forbidden=["administrator"])
        for method in ("GET", "POST")
    ],
    # --- The officer's desk ---
    *[Row(f"suspensions:{name}", READERS, else_forbidden=True) for name in ("provisions", "meetings")],
    Row("suspensions:punctuality", ["inclusion_officer"], else_forbidden=True),
    Row("suspensions:arrivals", TEAMS, else_forbidden=True),
    Row("suspensions:take_note_of_shown", TEAMS, method="POST", else_forbidden=True),
    Row("suspensions:take_note", ["inclusion_officer"], "suspension", method="POST", forbidden=NOT_OFFICERS),
    Row("suspensions:provision", CASE_READERS, "permanent_exclusion"),
    *[
        # After a permanent exclusion it is the authority's duty.
        Row(
            f"suspensions:{name}",
            ["inclusion_officer"],
            "permanent_exclusion",
            method="POST",
            forbidden=NOT_OFFICERS,
        )
        for name in ("provision", "end_provision")
    ],
    *[
        Row(f"suspensions:{name}", SUSPENSION_RECORDERS, args, method=method, forbidden=SUSPENSION_WATCHERS)
        for name, args, method in (
            ("papers", "suspension", "GET"),
            ("papers", "suspension", "POST"),
            ("paper", "paper", "GET"),
            ("take_out_paper", "paper", "GET"),
            ("take_out_paper", "paper", "POST"),
        )
    ],
    # --- Duties after exclusions ---
    Row("suspensions:desk", READERS, else_forbidden=True),
    *[
        Row(
            "suspensions:calendar",
            READERS,
            method=method,
            else_forbidden=True,
        )
        for method in ("GET", "POST")
    ],
    Row("suspensions:feed", EVERYONE, "duty_feed", public=True),
    Row("suspensions:duty", CASE_READERS, "duty"),
    Row("suspensions:duty", SUSPENSION_RECORDERS, "duty", method="POST", forbidden=SUSPENSION_WATCHERS),
    *[
        Row(
            f"suspensions:{name}",
            SUSPENSION_RECORDERS,
            args,
            method=method,
            forbidden=SUSPENSION_WATCHERS,
        )
        for name, args, method in (
            ("write_letter", "suspension_letter_kind", "GET"),
            ("write_letter", "suspension_letter_kind", "POST"),
            ("letter", "letter", "GET"),
        )
    ],
    # --- The file for the school census ---
    *[
        Row(f"suspensions:{name}", [*SUSPENSION_RECORDERS, "other_dsl"], else_forbidden=True)
        for name in ("census", "census_file")
    ],
    Row("suspensions:letter_texts", RULE_SETTERS, else_forbidden=True),
    *[
        Row("suspensions:letter_text", RULE_SETTERS, "letter_kind", method=method, else_forbidden=True)
        for method in ("GET", "POST")
    ],
]

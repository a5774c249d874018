"""Schools, links, dates and pupils."""

from tests.access import Row
from tests.access_rows.people import (
    AT_OTHER_SCHOOL,
    CONCERN_READERS,
    CONTACT_KEEPERS,
    COVER_ARRANGERS,
    DATE_SETTERS,
    FIND_ONLY,
    KEEP_NO_PUPILS,
    PUPIL_FINDERS,
    PUPIL_KEEPERS,
    SAFEGUARDING_LEADS,
)
from tests.cast import EVERYONE

ROWS = [
    # --- Headcounts: numbers of schools whose pupils one may find or keeps ---
    Row("headcounts:list", [*PUPIL_FINDERS, "administrator", *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("headcounts:school", [*PUPIL_FINDERS, "administrator"], "school", else_forbidden=True),
    Row("headcounts:take", ["administrator"], method="POST", else_forbidden=True),
    # --- Schools and links ---
    Row("register:directory", EVERYONE),
    Row("register:refreshes", ["administrator"], else_forbidden=True),
    Row("register:school", EVERYONE, "school"),
    Row("register:trust", EVERYONE, "trust"),
    Row("links:manage", ["administrator"], "school", else_forbidden=True),
    Row("links:add", ["administrator"], "school", else_forbidden=True),
    Row("links:add", ["administrator"], "school", method="POST", else_forbidden=True),
    Row("links:end", ["administrator"], "link", else_forbidden=True),
    Row("links:end", ["administrator"], "link", method="POST", else_forbidden=True),
    Row("links:contacts", CONTACT_KEEPERS, "school", else_forbidden=True),
    Row("links:add_contact", CONTACT_KEEPERS, "school", else_forbidden=True),
    Row("links:add_contact", CONTACT_KEEPERS, "school", method="POST", else_forbidden=True),
    Row("links:contacts_checked", CONTACT_KEEPERS, "school", method="POST", else_forbidden=True),
    Row("links:end_contact", CONTACT_KEEPERS, "contact"),
    Row("links:end_contact", CONTACT_KEEPERS, "contact", method="POST"),
    Row("links:cover", COVER_ARRANGERS, "link_worker"),
    Row("links:cover", COVER_ARRANGERS, "link_worker", method="POST"),
    Row("links:end_cover", COVER_ARRANGERS, "cover"),
    Row("links:end_cover", COVER_ARRANGERS, "cover", method="POST"),
    Row("links:carry", ["administrator"], "succession", else_forbidden=True),
    Row("links:carry", ["administrator"], "succession", method="POST", else_forbidden=True),
    Row("links:handover", ["deputy_social_worker", "head_of_service", "administrator"], "handover"),
    Row("links:hand_over", ["head_of_service", "administrator"], "work_of_worker", else_forbidden=True),
    Row(
        "links:hand_over",
        ["head_of_service", "administrator"],
        "work_of_worker",
        method="POST",
        else_forbidden=True,
    ),
    # --- Term dates ---
    Row("calendars:authority_dates", EVERYONE),
    Row("calendars:dates", EVERYONE, "school"),
    *[
        Row(f"calendars:{name}", people, args, method=method, else_forbidden=True)
        for name, people, args in (
            ("add_authority_term", ["administrator"], ""),
            ("add_authority_closure", ["administrator"], ""),
            ("add_term", DATE_SETTERS, "school"),
            ("add_closure", DATE_SETTERS, "school"),
            ("change_term", DATE_SETTERS, "own_term"),
            ("remove_term", DATE_SETTERS, "own_term"),
            ("change_closure", DATE_SETTERS, "own_closure"),
            ("remove_closure", DATE_SETTERS, "own_closure"),
            ("own_dates", DATE_SETTERS, "school_year"),
        )
        for method in ("GET", "POST")
    ],
    # --- Pupils ---
    Row("pupils:find", [*PUPIL_FINDERS, "administrator", *AT_OTHER_SCHOOL], else_forbidden=True),
    *[
        Row(f"pupils:{name}", [*PUPIL_FINDERS, "administrator"], "pupil")
        for name in ("pupil", "print", "people", "details")
    ],
    Row("pupils:tab", CONCERN_READERS, "pupil_concerns"),
    *[
        Row(
            f"pupils:{name}",
            PUPIL_KEEPERS,
            args,
            method=method,
            forbidden=FIND_ONLY,
        )
        for name, args in (
            ("correct", "pupil"),
            ("add_fact", "pupil"),
            ("set_needs", "pupil"),
            ("end_fact", "pupil_fact"),
            ("leave", "pupil_school"),
            ("change_year", "pupil_school"),
        )
        for method in ("GET", "POST")
    ],
    *[
        Row("pupils:admit", [*PUPIL_KEEPERS, "other_dsl"], method=method, else_forbidden=True)
        for method in ("GET", "POST")
    ],
    *[
        Row("pupils:move_up", PUPIL_KEEPERS, "school", method=method, else_forbidden=True)
        for method in ("GET", "POST")
    ],
    # --- Safeguarding files: of both schools, from the own one to the other ---
    Row("pupils:transfers", [*CONCERN_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("pupils:transfer", [*CONCERN_READERS, *AT_OTHER_SCHOOL], "transfer"),
    Row("pupils:receipt", [*CONCERN_READERS, *AT_OTHER_SCHOOL], "transfer"),
    Row(
        "pupils:move_transfer",
        SAFEGUARDING_LEADS,
        "transfer_sent",
        method="POST",
        forbidden=[
            *(person for person in CONCERN_READERS if person not in SAFEGUARDING_LEADS),
            *AT_OTHER_SCHOOL,
        ],
    ),
    # --- Two records of one child ---
    Row("pupils:duplicates", [*PUPIL_KEEPERS, "other_dsl"], else_forbidden=True),
    *[
        Row("pupils:compare", PUPIL_KEEPERS, "two_pupils", method=method, forbidden=KEEP_NO_PUPILS)
        for method in ("GET", "POST")
    ],
    *[
        Row("pupils:unmerge", PUPIL_KEEPERS, "pupil_merge", method=method, forbidden=FIND_ONLY)
        for method in ("GET", "POST")
    ],
]

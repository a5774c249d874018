"""Training and guidance."""

from tests.access import Row
from tests.access_rows.people import AT_OTHER_SCHOOL, LINK_WORKERS, TRAINING_KEEPERS, TRAINING_READERS
from tests.cast import EVERYONE

ROWS = [
    # --- Training ---
    Row("training:list", [*TRAINING_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("training:school", TRAINING_READERS, "school", else_forbidden=True),
    *(
        Row(f"training:{name}", TRAINING_KEEPERS, "school", method=method, else_forbidden=True)
        for name in ("enter", "count")
        for method in ("GET", "POST")
    ),
    *(
        Row(
            "training:withdraw",
            TRAINING_KEEPERS,
            "training",
            method=method,
            forbidden=[*LINK_WORKERS, "head_of_service", "inclusion_officer"],
        )
        for method in ("GET", "POST")
    ),
    # --- Guidance ---
    Row("guidance:home", EVERYONE, public=True),
    Row("guidance:search", EVERYONE, public=True),
    Row("guidance:changes", EVERYONE, public=True),
]

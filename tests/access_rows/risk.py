"""Risk."""

from tests.access import Row
from tests.access_rows.people import (
    AT_OTHER_SCHOOL,
    CONCERN_READERS,
    OPEN_PUPILS,
    READ_ONLY,
    RISK_JUDGES,
    RULE_SETTERS,
)
from tests.cast import EVERYONE

ROWS = [
    # --- Risk ---
    Row("risk:register", [*CONCERN_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("risk:alerts", [*CONCERN_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("risk:alert", CONCERN_READERS, "alert"),
    Row("risk:alert", RISK_JUDGES, "alert", method="POST", forbidden=READ_ONLY),
    Row("risk:judge", RISK_JUDGES, "pupil_and_harm", forbidden=OPEN_PUPILS),
    Row("risk:judge", RISK_JUDGES, "pupil_and_harm", method="POST", forbidden=OPEN_PUPILS),
    Row("risk:warn", RISK_JUDGES, "pupil", forbidden=OPEN_PUPILS),
    Row("risk:warn", RISK_JUDGES, "pupil", method="POST", forbidden=OPEN_PUPILS),
    Row("risk:warning", RISK_JUDGES, "warning", forbidden=READ_ONLY),
    Row("risk:warning", RISK_JUDGES, "warning", method="POST", forbidden=READ_ONLY),
    Row("risk:rules", RULE_SETTERS, else_forbidden=True),
    Row("risk:rule", RULE_SETTERS, "alert_rule", else_forbidden=True),
    Row("risk:rule", RULE_SETTERS, "alert_rule", method="POST", else_forbidden=True),
    Row("notices:list", EVERYONE),
    Row("notices:read_all", EVERYONE, method="POST"),
    Row("notices:open", ["dsl"], "notice", method="POST"),
    Row("notices:acknowledge", ["dsl"], "owed_notice", method="POST"),
    Row("notices:asked", EVERYONE),
    Row("notices:remind", ["head_of_service"], "owed_notice", method="POST"),
    Row("notices:preferences", EVERYONE),
    Row("notices:preferences", EVERYONE, method="POST"),
    Row("notices:email", ["administrator"], "failed_email", else_forbidden=True),
    Row("notices:outbox", ["administrator"], else_forbidden=True),
    Row("notices:retry", ["administrator"], "failed_email", method="POST", else_forbidden=True),
    Row(
        "notices:retry_outside",
        ["administrator"],
        "failed_invitation",
        method="POST",
        else_forbidden=True,
    ),
]

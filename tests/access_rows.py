"""Every address of the portal and who may open it. Read it as the owner would: one line, one address.

`allowed` people get the page (or their action done); the rest get 404 where a record would show that it
exists, 403 where there is nothing to hide. `args` names records of the own school (tests/conftest.py).
"""

from tests.access import Row
from tests.cast import EVERYONE

SAFEGUARDING_LEADS = ["dsl", "deputy_dsl", "inclusion_lead"]
RAISERS = [*SAFEGUARDING_LEADS, "school_staff", "other_dsl"]
LINK_WORKERS = ["lead_social_worker", "deputy_social_worker"]
CONCERN_READERS = [
    *SAFEGUARDING_LEADS,
    "headteacher",
    *LINK_WORKERS,
    "on_site_social_worker",
    "head_of_service",
]
CASE_WORKERS = [
    *LINK_WORKERS,
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
    "inclusion_officer",
]
CASE_READERS = [*SAFEGUARDING_LEADS, "headteacher", "senco", *CASE_WORKERS]
TRAINING_KEEPERS = [*SAFEGUARDING_LEADS, "headteacher"]
TRAINING_READERS = [*TRAINING_KEEPERS, *LINK_WORKERS, "head_of_service", "inclusion_officer"]
DIARY_KEEPERS = [*LINK_WORKERS, "on_site_social_worker", "head_of_service", "welfare_officer"]
DIARY_READERS = [*SAFEGUARDING_LEADS, "headteacher", *DIARY_KEEPERS]
COVER_ARRANGERS = ["lead_social_worker", "head_of_service", "administrator"]
# Heads and safeguarding leads for their own school, administrators for every one.
DATE_SETTERS = [*SAFEGUARDING_LEADS, "headteacher", "administrator"]
PUPIL_FINDERS = [*CASE_READERS]
PUPIL_KEEPERS = [*SAFEGUARDING_LEADS, "headteacher", "administrator"]
SUSPENSION_RECORDERS = [*SAFEGUARDING_LEADS, "headteacher", "inclusion_officer"]
# Read a school's suspensions and permanent exclusions and record none.
SUSPENSION_WATCHERS = [name for name in CASE_READERS if name not in SUSPENSION_RECORDERS]
SEALERS = [*SAFEGUARDING_LEADS, *LINK_WORKERS, "headteacher", "head_of_service"]
FIND_ONLY = [person for person in PUPIL_FINDERS if person not in PUPIL_KEEPERS]
KEEP_NO_PUPILS = [person for person in EVERYONE if person not in (*PUPIL_KEEPERS, "other_dsl")]
CONTACT_KEEPERS = ["dsl", "headteacher"]
RISK_JUDGES = [*SAFEGUARDING_LEADS, *LINK_WORKERS, "on_site_social_worker"]
# Read concerns and judge no risk; open a pupil's page and judge no risk.
READ_ONLY = ["headteacher", "head_of_service"]
OPEN_PUPILS = [*READ_ONLY, "senco", "welfare_officer", "inclusion_officer", "administrator"]
RULE_SETTERS = ["inclusion_officer", "administrator"]
ALLOCATORS = ["head_of_service", "administrator"]
BOARD = ["head_of_service", "inclusion_officer", "board_member"]
# Who may import at least one kind of file.
IMPORTERS = [*SAFEGUARDING_LEADS, "headteacher", "other_dsl", "inclusion_officer", "administrator"]
AT_OTHER_SCHOOL = ["other_dsl", "other_social_worker"]

# Wagtail's own admin: its addresses are tried one by one in tests/resources/guidance.
LIBRARY_PREFIXES = (
    "wagtail",
    "generic",
    "test404",
    "guidance_reviews",
    "^.*/$",
    "cms_",
)

ROWS = [
    # --- The shell ---
    Row("home", EVERYONE),
    Row("core:cookies", EVERYONE, public=True),
    Row("core:accessibility", EVERYONE, public=True),
    Row("core:brand", EVERYONE, public=True),
    Row("core:gallery", EVERYONE, public=True),
    Row("health", EVERYONE, public=True),
    # --- One's own account ---
    Row("accounts:me", EVERYONE),
    Row("accounts:me", EVERYONE, method="POST"),
    Row("accounts:stay_signed_in", EVERYONE, method="POST"),
    # --- Signing in, and one's own second step: the same for everyone ---
    Row("account_login", EVERYONE, status=302, public=True, anonymous=200),
    Row("account_logout", EVERYONE, public=True, anonymous=302),
    Row("account_inactive", EVERYONE, public=True),
    Row("account_signup", EVERYONE, status=404, public=True),
    Row("account_reauthenticate", EVERYONE),
    Row("account_change_password", EVERYONE),
    Row("account_set_password", EVERYONE, status=302),
    Row("account_reset_password", EVERYONE, public=True),
    Row("account_reset_password_done", EVERYONE, public=True),
    Row("account_reset_password_from_key", EVERYONE, "reset_key", public=True),
    Row("account_reset_password_from_key_done", EVERYONE, public=True),
    Row("mfa_index", EVERYONE),
    Row("mfa_authenticate", EVERYONE, status=302),
    Row("mfa_reauthenticate", EVERYONE, status=302),
    Row("mfa_activate_totp", EVERYONE),
    Row("mfa_deactivate_totp", EVERYONE, status=404),
    Row("mfa_view_recovery_codes", EVERYONE, status=404),
    Row("mfa_generate_recovery_codes", EVERYONE),
    Row("mfa_download_recovery_codes", EVERYONE, status=404),
    Row("mfa_list_webauthn", EVERYONE),
    Row("mfa_add_webauthn", EVERYONE),
    Row("mfa_edit_webauthn", EVERYONE, "passkey", status=404),
    Row("mfa_remove_webauthn", EVERYONE, "passkey", status=404),
    Row("mfa_reauthenticate_webauthn", EVERYONE, status=302),
    Row("mfa_login_webauthn", EVERYONE, status=302, public=True),
    Row("socialaccount_login_cancelled", EVERYONE, public=True),
    Row("socialaccount_login_error", EVERYONE, status=401, public=True),
    Row("socialaccount_signup", EVERYONE, status=404, public=True),
    Row("socialaccount_connections", EVERYONE, status=404, public=True),
    Row("openid_connect_login", EVERYONE, "no_provider", status=404, public=True),
    Row("openid_connect_callback", EVERYONE, "no_provider", status=404, public=True),
    # --- People ---
    Row("people:invitation", EVERYONE, "spent_invitation", status=410, public=True),
    Row("people:list", ["administrator"], else_forbidden=True),
    Row("people:roles", ["administrator"], else_forbidden=True),
    Row("people:invite", ["administrator"], else_forbidden=True),
    Row("people:invite", ["administrator"], method="POST", else_forbidden=True),
    Row("people:person", ["administrator"], "person", else_forbidden=True),
    Row("people:resend", ["administrator"], "invited", method="POST", else_forbidden=True),
    Row("people:grant_role", ["administrator"], "person", method="POST", else_forbidden=True),
    Row("people:end_role", ["administrator"], "role_of_person", method="POST", else_forbidden=True),
    Row("people:end_access", ["administrator"], "person", else_forbidden=True),
    Row("people:end_access", ["administrator"], "person", method="POST", else_forbidden=True),
    Row("people:restore_access", ["administrator"], "person", method="POST", else_forbidden=True),
    Row("people:reset_second_step", ["administrator"], "person", else_forbidden=True),
    Row("people:reset_second_step", ["administrator"], "person", method="POST", else_forbidden=True),
    # --- Alerts ---
    Row("search:ask", EVERYONE),
    Row("search:ask", EVERYONE, method="POST"),
    # A key is only known to the session that made it; any other leads back to the question.
    Row("search:found", EVERYONE, args="search", status=302),
    # --- Headcounts: numbers of schools whose pupils one may find or keeps ---
    Row("headcounts:list", [*PUPIL_FINDERS, "administrator", *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("headcounts:school", [*PUPIL_FINDERS, "administrator"], "school", else_forbidden=True),
    Row("headcounts:take", ["administrator"], method="POST", else_forbidden=True),
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
    Row("notices:outbox", ["administrator"], else_forbidden=True),
    Row("notices:retry", ["administrator"], "failed_email", method="POST", else_forbidden=True),
    # --- The audit trail ---
    Row("audit:trail", ["data_protection_officer"], else_forbidden=True),
    # --- Imports: an import is its owner's ---
    Row("bulk:list", IMPORTERS, else_forbidden=True),
    Row("bulk:start", ["administrator"], "import_kind", else_forbidden=True),
    Row("bulk:start", ["administrator"], "import_kind", method="POST", else_forbidden=True),
    Row("bulk:template", ["administrator"], "import_template", else_forbidden=True),
    *[
        Row(f"bulk:{name}", ["administrator"], "import", method=method)
        for name, method in (
            ("import", "GET"),
            ("rejected", "GET"),
            ("apply", "POST"),
            ("undo", "POST"),
            ("discard", "POST"),
        )
    ],
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
    # --- Concerns ---
    Row("concerns:list", [*CONCERN_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("concerns:kinds", RULE_SETTERS, else_forbidden=True),
    Row("concerns:new_kind", RULE_SETTERS, else_forbidden=True),
    Row("concerns:new_kind", RULE_SETTERS, method="POST", else_forbidden=True),
    Row("concerns:kind", RULE_SETTERS, "kind_of_concern", else_forbidden=True),
    Row("concerns:kind", RULE_SETTERS, "kind_of_concern", method="POST", else_forbidden=True),
    Row("concerns:start", RAISERS, else_forbidden=True),
    Row("concerns:start", RAISERS, method="POST", else_forbidden=True),
    Row("concerns:draft", ["dsl"], "draft"),
    Row("concerns:draft", ["dsl"], "draft", method="POST"),
    Row("concerns:save_draft", ["dsl"], "draft", method="POST"),
    Row("concerns:draft_pupils", ["dsl"], "draft"),
    Row("concerns:draft_pupils", ["dsl"], "draft", method="POST"),
    Row("concerns:detail_step", ["dsl"], "draft_place"),
    Row("concerns:detail_step", ["dsl"], "draft_place", method="POST"),
    Row("concerns:carry_over", ["dsl"], "draft_concern"),
    Row("concerns:carry_over", ["dsl"], "draft_concern", method="POST"),
    Row("concerns:danger", ["dsl"], "draft"),
    Row("concerns:danger", ["dsl"], "draft", method="POST"),
    Row("concerns:check", ["dsl"], "complete_draft"),
    Row("concerns:send", ["dsl"], "complete_draft", method="POST"),
    Row("concerns:discard_draft", ["dsl"], "draft"),
    Row("concerns:discard_draft", ["dsl"], "draft", method="POST"),
    Row("concerns:remove_file", ["dsl"], "draft_file", method="POST"),
    Row("concerns:receipts", RAISERS, else_forbidden=True),
    Row("concerns:receipt", ["dsl"], "concern"),
    Row("concerns:sent", ["dsl"], "concern"),
    Row("concerns:detail", CONCERN_READERS, "concern"),
    Row("concerns:file", CONCERN_READERS, "file"),
    Row(
        "concerns:answer",
        SAFEGUARDING_LEADS,
        "asked_concern",
        method="POST",
        forbidden=["headteacher", *LINK_WORKERS, "on_site_social_worker", "head_of_service"],
    ),
    Row(
        "concerns:rate",
        SAFEGUARDING_LEADS,
        "concern",
        method="POST",
        forbidden=["headteacher", *LINK_WORKERS, "on_site_social_worker", "head_of_service"],
    ),
    Row("concerns:seal", SEALERS, "concern", forbidden=["on_site_social_worker"]),
    Row("concerns:seal", SEALERS, "concern", method="POST", forbidden=["on_site_social_worker"]),
    Row("concerns:unseal", SEALERS, "concern", forbidden=["on_site_social_worker"]),
    Row("concerns:unseal", SEALERS, "concern", method="POST", forbidden=["on_site_social_worker"]),
    Row("concerns:write", CONCERN_READERS, "concern", method="POST"),
    Row(
        "concerns:add",
        SAFEGUARDING_LEADS,
        "concern",
        method="POST",
        forbidden=["headteacher", *LINK_WORKERS, "on_site_social_worker", "head_of_service"],
    ),
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
    # --- The inbox ---
    Row("inbox:queue", [*LINK_WORKERS, "other_social_worker"], else_forbidden=True),
    Row("inbox:next", [*LINK_WORKERS, "other_social_worker"], status=302, else_forbidden=True),
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
    # --- Cases ---
    Row("protocol:list", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:map", [*CASE_READERS, *AT_OTHER_SCHOOL], else_forbidden=True),
    Row("protocol:case", CASE_READERS, "case"),
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
    # --- Prepared files: one's own ---
    Row("exports:list", EVERYONE),
    Row("exports:ask", EVERYONE, method="POST", data={"path": "/schools/", "format": "csv"}),
    *[
        Row(f"exports:{name}", ["dsl"], "export", method=method)
        for name, method in (("export", "GET"), ("download", "GET"), ("delete", "POST"))
    ],
    # --- Everything the portal holds ---
    Row("exports:everything", ["administrator", "data_protection_officer"], else_forbidden=True),
    Row("exports:order", ["administrator"], else_forbidden=True),
    Row("exports:order", ["administrator"], method="POST", else_forbidden=True),
    Row("exports:download_copy", ["administrator"], "copy", status=302, else_forbidden=True),
    Row("exports:delete_copy", ["administrator"], "copy", method="POST", else_forbidden=True),
    # --- Other systems: pages for administrators, answers for tokens alone ---
    Row("systems:list", ["administrator"], else_forbidden=True),
    Row("systems:make", ["administrator"], else_forbidden=True),
    Row("systems:make", ["administrator"], method="POST", else_forbidden=True),
    Row("systems:revoke", ["administrator"], "token", method="POST", else_forbidden=True),
    Row("systems:register", ["administrator"], else_forbidden=True),
    Row("systems:register", ["administrator"], method="POST", else_forbidden=True),
    Row("systems:webhook", ["administrator"], "webhook", else_forbidden=True),
    Row("systems:switch_on", ["administrator"], "webhook", method="POST", else_forbidden=True),
    Row("systems:end", ["administrator"], "webhook", method="POST", else_forbidden=True),
    Row("api:openapi", EVERYONE, public=True),
    *[
        Row(f"api:{name}", EVERYONE, args, status=401, public=True)
        for name, args in (
            ("schools", ""),
            ("school", "school"),
            ("people", "school"),
            ("calendar", "school"),
            ("concerns", ""),
            ("concern_counts", ""),
            ("cases", ""),
            ("case_counts", ""),
        )
    ],
    # --- Allocation ---
    Row("allocation:coverage", ALLOCATORS, else_forbidden=True),
    Row("allocation:chart", ALLOCATORS, else_forbidden=True),
    Row("allocation:load", ALLOCATORS, else_forbidden=True),
    Row("allocation:assign", ALLOCATORS, else_forbidden=True),
    Row("allocation:assign", ALLOCATORS, method="POST", else_forbidden=True),
    # --- The school's commitment ---
    Row("protocol:charter", EVERYONE, "charter"),
    Row("protocol:commitments", ["head_of_service", "inclusion_officer"], else_forbidden=True),
    *[
        Row(f"protocol:{name}", ["headteacher"], "school", method=method, else_forbidden=True)
        for name in ("sign", "withdraw")
        for method in ("GET", "POST")
    ],
    # --- Suspensions and permanent exclusions ---
    Row(
        "suspensions:list",
        [*CASE_READERS, *AT_OTHER_SCHOOL, "virtual_school_head"],
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
    # --- Duties after exclusions ---
    Row("suspensions:desk", [*CASE_READERS, *AT_OTHER_SCHOOL, "virtual_school_head"], else_forbidden=True),
    *[
        Row(
            "suspensions:calendar",
            [*CASE_READERS, *AT_OTHER_SCHOOL, "virtual_school_head"],
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
    Row("suspensions:letter_texts", RULE_SETTERS, else_forbidden=True),
    *[
        Row("suspensions:letter_text", RULE_SETTERS, "letter_kind", method=method, else_forbidden=True)
        for method in ("GET", "POST")
    ],
    # --- The board ---
    Row("dashboards:board", BOARD, else_forbidden=True),
    Row("dashboards:chart", BOARD, "chart", else_forbidden=True),
    Row("dashboards:schools", BOARD, else_forbidden=True),
    Row("dashboards:workbook", BOARD, else_forbidden=True),
    # --- Guidance ---
    Row("guidance:home", EVERYONE, public=True),
    Row("guidance:search", EVERYONE, public=True),
    Row("guidance:changes", EVERYONE, public=True),
]

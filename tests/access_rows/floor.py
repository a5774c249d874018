"""The portal's own pages, and what the board sees."""

from tests.access import Row
from tests.access_rows.people import BOARD, IMPORTERS
from tests.cast import EVERYONE

ROWS = [
    # --- The shell ---
    Row("home", EVERYONE),
    Row("core:cookies", EVERYONE, public=True),
    Row("core:accessibility", EVERYONE, public=True),
    Row("core:brand", EVERYONE, public=True),
    Row("core:gallery", EVERYONE, public=True),
    Row("core:set_up", ["administrator", "inclusion_officer"], else_forbidden=True),
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
    # --- Saved views: each person's own ---
    Row("saved:mine", EVERYONE),
    Row("saved:add", EVERYONE, data={"to": "/concerns/?state=open"}),
    Row("saved:add", EVERYONE, method="POST", data={"to": "/concerns/?state=open"}),
    Row("saved:change", ["dsl"], "saved_view"),
    Row("saved:change", ["dsl"], "saved_view", method="POST"),
    Row("saved:delete", ["dsl"], "saved_view", method="POST"),
    # --- The board ---
    Row("dashboards:board", BOARD, else_forbidden=True),
    Row("dashboards:chart", BOARD, "chart", else_forbidden=True),
    Row("dashboards:schools", BOARD, else_forbidden=True),
    Row("dashboards:workbook", BOARD, else_forbidden=True),
    Row("dashboards:learning", BOARD, else_forbidden=True),
    Row("dashboards:rates", BOARD, else_forbidden=True),
    Row("dashboards:rates_schools", BOARD, else_forbidden=True),
    Row("dashboards:reasons", BOARD, else_forbidden=True),
    Row("dashboards:measures_schools", BOARD, else_forbidden=True),
    Row("dashboards:published", BOARD, "published_file", else_forbidden=True),
]

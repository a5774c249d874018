from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"

    def ready(self) -> None:
        from portal.audit import signals  # noqa: F401, PLC0415 -- receivers connect once models are loaded
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading

        register(Item(80, "Audit", "audit:trail", "audit.see_audit"))

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading
        from portal.notices.services import count_unread  # noqa: PLC0415 -- apps are loading

        register(
            Item(90, "Notices", "notices:list", count=count_unread),
            Item(95, "Outbox", "notices:outbox", "notices.see_outbox"),
        )

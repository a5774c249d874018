from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules  # noqa: PLC0415 -- apps are loading

        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading
        from portal.core.subjects import register as register_panel  # noqa: PLC0415 -- apps are loading
        from portal.notices.panels import PANEL  # noqa: PLC0415 -- apps are loading
        from portal.notices.services import count_unread  # noqa: PLC0415 -- apps are loading

        # Rooms above say in a module of this name what they tell people.
        autodiscover_modules("notice_kinds")
        register_panel(PANEL)
        register(
            Item(90, "Notices", "notices:list", count=count_unread),
            Item(95, "Emails", "notices:outbox", "notices.see_outbox"),
        )

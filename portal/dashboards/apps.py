from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "portal.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading

        register(Item(35, "Board", "dashboards:board", "dashboards.see_board"))

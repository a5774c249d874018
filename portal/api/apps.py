from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "portal.api"
    label = "api"

    def ready(self) -> None:
        from portal.api import receivers  # noqa: F401, PLC0415 -- they connect once models are loaded
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading

        register(
            Item(
                85,
                "Systems",
                "systems:list",
                "api.manage_systems",
                about="What other systems of the authority may read, and of which events they are told.",
            )
        )

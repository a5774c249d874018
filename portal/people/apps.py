from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"

    def ready(self) -> None:
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading

        register(Item(60, "People", "people:list", "people.manage_people"))

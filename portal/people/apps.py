from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"

    def ready(self) -> None:
        from portal.core.navigation import Item, register  # noqa: PLC0415 -- apps are loading
        from portal.files.holding import tell_with  # noqa: PLC0415
        from portal.people.infected import tell_administrators  # noqa: PLC0415

        register(Item(60, "People", "people:list", "people.manage_people"))
        tell_with(tell_administrators)

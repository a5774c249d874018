from django.apps import AppConfig

from portal.core import navigation


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"

    def ready(self) -> None:
        navigation.register(navigation.Item(5, "Search", "search:ask"))

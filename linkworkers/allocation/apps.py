from django.apps import AppConfig

from portal.core import navigation


class AllocationConfig(AppConfig):
    name = "linkworkers.allocation"
    label = "allocation"

    def ready(self) -> None:
        navigation.register(navigation.Item(45, "Coverage", "allocation:coverage", "allocation.see_coverage"))

from django.apps import AppConfig

from portal.core import navigation


class GuidanceConfig(AppConfig):
    name = "resources.guidance"
    label = "guidance"

    def ready(self) -> None:
        navigation.register(navigation.Item(50, "Guidance", "guidance:home"))

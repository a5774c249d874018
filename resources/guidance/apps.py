from django.apps import AppConfig

from portal.core import navigation


class GuidanceConfig(AppConfig):
    name = "resources.guidance"
    label = "guidance"

    def ready(self) -> None:
        from portal.search import sources  # noqa: PLC0415 -- models are loaded by now
        from resources.guidance.search import SOURCE  # noqa: PLC0415

        sources.register(SOURCE)
        navigation.register(navigation.Item(50, "Guidance", "guidance:home"))

from django.apps import AppConfig

from portal.core import navigation


class ConcernsConfig(AppConfig):
    name = "exclusions.concerns"
    label = "concerns"

    def ready(self) -> None:
        from exclusions.concerns.panels import register_panels  # noqa: PLC0415 -- models are loaded by now

        navigation.register(
            navigation.Item(10, "Raise a concern", "concerns:start", "concerns.raise_concern"),
            navigation.Item(20, "Concerns", "concerns:list", "concerns.see_concerns"),
        )
        register_panels()

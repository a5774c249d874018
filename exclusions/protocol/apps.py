from django.apps import AppConfig

from portal.core import navigation


class ProtocolConfig(AppConfig):
    name = "exclusions.protocol"
    label = "protocol"

    def ready(self) -> None:
        from exclusions.protocol.panels import register_panels  # noqa: PLC0415 -- models are loaded by now

        navigation.register(navigation.Item(30, "Cases", "protocol:list", "protocol.see_cases"))
        register_panels()

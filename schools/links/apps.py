from django.apps import AppConfig

from portal.core import subjects


class LinksConfig(AppConfig):
    name = "schools.links"
    label = "links"

    def ready(self) -> None:
        from schools.links.panels import PANELS  # noqa: PLC0415 -- models are loaded by now

        for panel in PANELS:
            subjects.register(panel)
        from schools.links import signals  # noqa: F401, PLC0415 -- receivers connect once models are loaded

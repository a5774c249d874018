from django.apps import AppConfig

from portal.core import subjects


class LinksConfig(AppConfig):
    name = "schools.links"
    label = "links"

    def ready(self) -> None:
        # Models are loaded by now; importing the receivers connects them.
        from portal.bulk import importer  # noqa: PLC0415
        from schools.links import signals  # noqa: F401, PLC0415
        from schools.links.at_closing import stands_at  # noqa: PLC0415
        from schools.links.importing import LinkImporter  # noqa: PLC0415
        from schools.links.panels import PANELS  # noqa: PLC0415
        from schools.register import dependents  # noqa: PLC0415

        importer.register(LinkImporter)
        dependents.register(stands_at)
        for panel in PANELS:
            subjects.register(panel)

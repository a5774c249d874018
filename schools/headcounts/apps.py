from django.apps import AppConfig

from portal.core import navigation, subjects


class HeadcountsConfig(AppConfig):
    name = "schools.headcounts"
    label = "headcounts"

    def ready(self) -> None:
        # Models are loaded by now.
        from portal.bulk import importer  # noqa: PLC0415
        from schools.headcounts.importing import HeadcountImporter  # noqa: PLC0415
        from schools.headcounts.panels import PANEL  # noqa: PLC0415

        navigation.register(
            navigation.Item(
                37,
                "Headcounts",
                "headcounts:list",
                "headcounts.take_census",
                about="How many pupils each school had on its January census day: what rates are of.",
            )
        )
        subjects.register(PANEL)
        importer.register(HeadcountImporter)

from django.apps import AppConfig

from portal.core import navigation, subjects


class SuspensionsConfig(AppConfig):
    name = "exclusions.suspensions"
    label = "suspensions"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.risk import alerting  # noqa: PLC0415
        from exclusions.suspensions import signals  # noqa: F401, PLC0415 -- receivers connect
        from exclusions.suspensions.alerting import RULES  # noqa: PLC0415
        from exclusions.suspensions.chronology import SOURCE  # noqa: PLC0415
        from exclusions.suspensions.desk.panels import PANELS  # noqa: PLC0415
        from exclusions.suspensions.duties.panels import PANEL  # noqa: PLC0415
        from exclusions.suspensions.holdings import HOLDINGS  # noqa: PLC0415
        from exclusions.suspensions.importing import SuspensionImporter  # noqa: PLC0415
        from exclusions.suspensions.letters.panels import PANEL as LETTERS  # noqa: PLC0415
        from exclusions.suspensions.panels import register_panels  # noqa: PLC0415
        from exclusions.suspensions.searching import SOURCE as FOUND  # noqa: PLC0415
        from portal.bulk import importer  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.pupils import chronology, holdings  # noqa: PLC0415

        navigation.register(
            navigation.Item(28, "Suspensions", "suspensions:list", "suspensions.see_suspensions")
        )
        register_panels()
        for panel in (*PANELS, PANEL, LETTERS):
            subjects.register(panel)
        alerting.register(*RULES)
        chronology.register(SOURCE)
        holdings.register(*HOLDINGS)
        sources.register(FOUND)
        importer.register(SuspensionImporter)

from django.apps import AppConfig

from portal.core import navigation


class MeasuresConfig(AppConfig):
    name = "exclusions.measures"
    label = "measures"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.measures.alerting import RULES  # noqa: PLC0415
        from exclusions.measures.chronology import SOURCE  # noqa: PLC0415
        from exclusions.measures.holdings import HOLDINGS  # noqa: PLC0415
        from exclusions.measures.letters import register_letters  # noqa: PLC0415
        from exclusions.measures.panels import register_panels  # noqa: PLC0415
        from exclusions.measures.searching import SOURCE as FOUND  # noqa: PLC0415
        from exclusions.risk import alerting  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.pupils import chronology, holdings  # noqa: PLC0415

        navigation.register(navigation.Item(29, "Measures", "measures:index", "measures.see_measures"))
        register_panels()
        register_letters()
        alerting.register(*RULES)
        chronology.register(SOURCE)
        holdings.register(*HOLDINGS)
        sources.register(FOUND)

from django.apps import AppConfig

from portal.core import navigation


class ProtocolConfig(AppConfig):
    name = "exclusions.protocol"
    label = "protocol"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.measures.looks import sources as looks  # noqa: PLC0415
        from exclusions.protocol.chronology import SOURCE  # noqa: PLC0415
        from exclusions.protocol.handover import CASES  # noqa: PLC0415
        from exclusions.protocol.holdings import HOLDINGS  # noqa: PLC0415
        from exclusions.protocol.looking import SOURCES  # noqa: PLC0415
        from exclusions.protocol.panels import register_panels  # noqa: PLC0415
        from exclusions.protocol.searching import SOURCE as CASES_FOUND  # noqa: PLC0415
        from exclusions.protocol.support import open_case  # noqa: PLC0415
        from exclusions.suspensions import support  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.links import work  # noqa: PLC0415
        from schools.pupils import chronology, holdings  # noqa: PLC0415

        navigation.register(navigation.Item(30, "Cases", "protocol:list", "protocol.see_cases"))
        register_panels()
        chronology.register(SOURCE)
        holdings.register(*HOLDINGS)
        sources.register(CASES_FOUND)
        work.register(CASES)
        support.register(open_case)
        looks.register(*SOURCES)

from django.apps import AppConfig

from portal.core import navigation


class ConcernsConfig(AppConfig):
    name = "exclusions.concerns"
    label = "concerns"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.concerns.chronology import SOURCE  # noqa: PLC0415
        from exclusions.concerns.handover import CONCERNS  # noqa: PLC0415
        from exclusions.concerns.holdings import HOLDINGS  # noqa: PLC0415
        from exclusions.concerns.panels import register_panels  # noqa: PLC0415
        from exclusions.concerns.searching import SOURCE as CONCERNS_FOUND  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.links import work  # noqa: PLC0415
        from schools.pupils import chronology, holdings  # noqa: PLC0415

        navigation.register(
            navigation.Item(10, "Raise a concern", "concerns:start", "concerns.raise_concern"),
            navigation.Item(20, "Concerns", "concerns:list", "concerns.see_concerns"),
            navigation.Item(
                98,
                "Kinds of concern",
                "concerns:kinds",
                "concerns.set_kinds",
                about="What schools choose from when they raise a concern.",
            ),
            navigation.Item(
                98,
                "Texts of replies",
                "concerns:replies",
                "concerns.set_kinds",
                about="What link social workers begin a reply to a school with.",
            ),
        )
        register_panels()
        chronology.register(SOURCE)
        holdings.register(*HOLDINGS)
        sources.register(CONCERNS_FOUND)
        work.register(CONCERNS)

from django.apps import AppConfig

from portal.core import navigation, subjects


class DiaryConfig(AppConfig):
    name = "linkworkers.diary"
    label = "diary"

    def ready(self) -> None:
        # Models are loaded by now.
        from linkworkers.diary import searching  # noqa: PLC0415
        from linkworkers.diary.handover import FOLLOW_UPS  # noqa: PLC0415
        from linkworkers.diary.panels import PANEL, SOURCE  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.links import work  # noqa: PLC0415
        from schools.pupils import chronology  # noqa: PLC0415

        navigation.register(navigation.Item(32, "Diary", "diary:mine", "diary.keep_diary"))
        subjects.register(PANEL)
        chronology.register(SOURCE)
        sources.register(searching.SOURCE)
        work.register(FOLLOW_UPS)

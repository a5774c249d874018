from django.apps import AppConfig

from portal.core import navigation


class PupilsConfig(AppConfig):
    name = "schools.pupils"
    label = "pupils"

    def ready(self) -> None:
        # Models are loaded by now.
        from portal.bulk import importer  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.pupils import chronology  # noqa: PLC0415
        from schools.pupils.at_closing import on_roll_at  # noqa: PLC0415
        from schools.pupils.happenings import SOURCES  # noqa: PLC0415
        from schools.pupils.importing import PupilImporter  # noqa: PLC0415
        from schools.pupils.searching import SOURCE  # noqa: PLC0415
        from schools.register import dependents  # noqa: PLC0415

        navigation.register(navigation.Item(35, "Pupils", "pupils:find", "pupils.see_pupils"))
        chronology.register(*SOURCES)
        importer.register(PupilImporter)
        dependents.register(on_roll_at)
        sources.register(SOURCE)

from django.apps import AppConfig

from portal.core import navigation


class RegisterConfig(AppConfig):
    name = "schools.register"
    label = "register"

    def ready(self) -> None:
        from portal.bulk import importer  # noqa: PLC0415 -- models are loaded by now
        from portal.search import sources  # noqa: PLC0415
        from schools.register.importer.page import RegisterImporter  # noqa: PLC0415
        from schools.register.importer.successions import SuccessionImporter  # noqa: PLC0415
        from schools.register.searching import SOURCE  # noqa: PLC0415

        importer.register(RegisterImporter)
        importer.register(SuccessionImporter)
        sources.register(SOURCE)
        navigation.register(navigation.Item(40, "Schools", "register:directory"))

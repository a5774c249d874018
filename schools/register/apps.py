from django.apps import AppConfig

from portal.core import navigation


class RegisterConfig(AppConfig):
    name = "schools.register"
    label = "register"

    def ready(self) -> None:
        from portal.bulk import importer  # noqa: PLC0415 -- models are loaded by now
        from schools.register.importer.page import RegisterImporter  # noqa: PLC0415

        importer.register(RegisterImporter)
        navigation.register(navigation.Item(40, "Schools", "register:directory"))

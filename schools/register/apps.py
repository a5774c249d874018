from django.apps import AppConfig

from portal.core import navigation


class RegisterConfig(AppConfig):
    name = "schools.register"
    label = "register"

    def ready(self) -> None:
        navigation.register(navigation.Item(40, "Schools", "register:directory"))

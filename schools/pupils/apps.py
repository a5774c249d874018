from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "schools.pupils"
    label = "pupils"

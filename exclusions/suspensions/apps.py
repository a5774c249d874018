from django.apps import AppConfig


class SuspensionsConfig(AppConfig):
    name = "exclusions.suspensions"
    label = "suspensions"

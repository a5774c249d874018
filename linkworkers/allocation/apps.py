from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "linkworkers.allocation"
    label = "allocation"

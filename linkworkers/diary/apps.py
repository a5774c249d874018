from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "linkworkers.diary"
    label = "diary"

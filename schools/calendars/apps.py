from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "schools.calendars"
    label = "calendars"

from django.apps import AppConfig

from portal.core import navigation, subjects


class CalendarsConfig(AppConfig):
    name = "schools.calendars"
    label = "calendars"

    def ready(self) -> None:
        from schools.calendars.panels import PANELS  # noqa: PLC0415 -- models are loaded by now

        for panel in PANELS:
            subjects.register(panel)
        navigation.register(
            navigation.Item(
                45, "Term dates", "calendars:authority_dates", permission="calendars.manage_authority_dates"
            )
        )

from django.apps import AppConfig

from portal.core import navigation, subjects


class CalendarsConfig(AppConfig):
    name = "schools.calendars"
    label = "calendars"

    def ready(self) -> None:
        from portal.bulk import importer  # noqa: PLC0415 -- models are loaded by now
        from portal.notices import quiet  # noqa: PLC0415
        from schools.calendars.days_off import is_day_off  # noqa: PLC0415
        from schools.calendars.importing.importers import (  # noqa: PLC0415
            ClosureImporter,
            TermImporter,
        )
        from schools.calendars.panels import PANELS  # noqa: PLC0415

        quiet.register_days_off(is_day_off)
        importer.register(TermImporter)
        importer.register(ClosureImporter)
        for panel in PANELS:
            subjects.register(panel)
        navigation.register(
            navigation.Item(
                46,
                "Term dates",
                "calendars:authority_dates",
                "calendars.manage_authority_dates",
                about="Terms and closures of the authority, by which school days are counted.",
            )
        )

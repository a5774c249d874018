from django.apps import AppConfig

from portal.core import navigation


class BulkConfig(AppConfig):
    name = "portal.bulk"
    label = "bulk"

    def ready(self) -> None:
        navigation.register(
            navigation.Item(
                80,
                "Imports",
                "bulk:list",
                "bulk.import_files",
                about="Files of schools, pupils, dates and figures, checked before anything is written.",
            )
        )

from django.apps import AppConfig

from portal.core import listing


class SavedConfig(AppConfig):
    name = "portal.saved"
    label = "saved"

    def ready(self) -> None:
        from portal.saved.beside import SAVED_VIEWS  # noqa: PLC0415 -- models are loaded by now

        listing.keep_views_with(SAVED_VIEWS)

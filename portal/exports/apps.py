from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "portal.exports"
    label = "exports"

    def ready(self) -> None:
        # Models are loaded by now.
        from portal.core import listing, navigation, subjects  # noqa: PLC0415
        from portal.exports.panels import PANEL, SCHOOL_PANEL  # noqa: PLC0415
        from portal.exports.views import take_large  # noqa: PLC0415

        navigation.register(
            navigation.Item(
                97,
                "Everything",
                "exports:everything",
                "exports.see_copies",
                about="Copies of all that the portal holds, of the authority or of one school.",
            ),
        )
        listing.hand_exports_to(take_large)
        subjects.register(PANEL)
        subjects.register(SCHOOL_PANEL)

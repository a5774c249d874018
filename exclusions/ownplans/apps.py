from django.apps import AppConfig


class OwnPlansConfig(AppConfig):
    name = "exclusions.ownplans"
    label = "ownplans"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.ownplans.chronology import SOURCE  # noqa: PLC0415
        from exclusions.ownplans.holdings import HOLDINGS  # noqa: PLC0415
        from exclusions.ownplans.panels import register_panels  # noqa: PLC0415
        from schools.pupils import chronology, holdings  # noqa: PLC0415

        register_panels()
        chronology.register(SOURCE)
        holdings.register(*HOLDINGS)

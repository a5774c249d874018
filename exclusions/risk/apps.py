from django.apps import AppConfig

from portal.core import navigation


class RiskConfig(AppConfig):
    name = "exclusions.risk"
    label = "risk"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.concerns.services import on_seal  # noqa: PLC0415
        from exclusions.risk.chronology import SOURCE  # noqa: PLC0415
        from exclusions.risk.panels import register_panels  # noqa: PLC0415
        from exclusions.risk.services.alerts import take_back_notices  # noqa: PLC0415
        from schools.pupils import chronology  # noqa: PLC0415

        navigation.register(
            navigation.Item(22, "Risk", "risk:register", "risk.see_risk"),
            navigation.Item(
                97,
                "Alert rules",
                "risk:rules",
                "risk.set_rules",
                about="After what of a pupil’s record people are told, and from which number on.",
            ),
        )
        register_panels()
        chronology.register(SOURCE)
        on_seal(take_back_notices)

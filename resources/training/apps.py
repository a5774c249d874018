from django.apps import AppConfig

from portal.core import navigation, subjects


class TrainingConfig(AppConfig):
    name = "resources.training"
    label = "training"

    def ready(self) -> None:
        # Models are loaded by now.
        from resources.training.panels import PANELS  # noqa: PLC0415

        navigation.register(navigation.Item(44, "Training", "training:list", "training.see_training"))
        for panel in PANELS:
            subjects.register(panel)

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "exclusions.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.outcomes import happened, holdings  # noqa: PLC0415
        from exclusions.protocol import tabs, timeline  # noqa: PLC0415
        from schools.pupils import holdings as held  # noqa: PLC0415

        tabs.register(tabs.Tab(65, "evidence", "Evidence", "outcomes.see_evidence", "outcomes:evidence"))
        timeline.register(happened.in_case)
        held.register(*holdings.HOLDINGS)

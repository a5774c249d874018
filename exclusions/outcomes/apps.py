from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "exclusions.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.outcomes import dues, happened, holdings  # noqa: PLC0415
        from exclusions.outcomes.services.followups import ended  # noqa: PLC0415
        from exclusions.outcomes.workplace import WORKPLACES  # noqa: PLC0415
        from exclusions.protocol import dues as owed  # noqa: PLC0415
        from exclusions.protocol import endings, tabs, timeline, voices, workplaces  # noqa: PLC0415
        from schools.pupils import holdings as held  # noqa: PLC0415

        tabs.register(
            tabs.Tab(65, "evidence", "Evidence", "outcomes.see_evidence", "outcomes:evidence"),
            tabs.Tab(70, "outcome", "Outcome", "outcomes.see_outcome", "outcomes:outcome"),
        )
        for workplace in WORKPLACES:
            workplaces.register(workplace)
        owed.register(dues.SOURCE)
        endings.register(ended)
        timeline.register(happened.in_case)
        voices.register(happened.voice)
        held.register(*holdings.HOLDINGS)

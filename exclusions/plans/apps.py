from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "exclusions.plans"
    label = "plans"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.plans import dues, happened, holdings, page, workplace  # noqa: PLC0415
        from exclusions.plans.handover import ACTIONS  # noqa: PLC0415
        from exclusions.plans.models import Action  # noqa: PLC0415
        from exclusions.plans.searching import SOURCE as ACTIONS_FOUND  # noqa: PLC0415
        from exclusions.protocol import dues as owed  # noqa: PLC0415
        from exclusions.protocol import (  # noqa: PLC0415
            followers,
            tabs,
            timeline,
            workplaces,
        )
        from portal.core import subjects  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.links import work  # noqa: PLC0415
        from schools.pupils import chronology  # noqa: PLC0415
        from schools.pupils import holdings as held  # noqa: PLC0415

        tabs.register(tabs.Tab(40, "plan", "Plan", "plans.see_plan", "plans:plan"))
        workplaces.register(workplace.WORKPLACE)
        owed.register(dues.SOURCE)
        timeline.register(happened.in_case)
        chronology.register(happened.SOURCE)
        held.register(*holdings.HOLDINGS)
        sources.register(ACTIONS_FOUND)
        work.register(ACTIONS)
        followers.register(Action)
        subjects.register(
            subjects.Panel(
                "case_files", "plan_documents", 15, "plans/_case_documents.html", page.case_documents
            )
        )

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "exclusions.meetings"
    label = "meetings"

    def ready(self) -> None:
        # Models are loaded by now.
        from exclusions.meetings import happened, holdings, page, since, workplace  # noqa: PLC0415
        from exclusions.meetings.handover import MEETINGS  # noqa: PLC0415
        from exclusions.meetings.mailing import OUTSIDE  # noqa: PLC0415
        from exclusions.meetings.models import Meeting  # noqa: PLC0415
        from exclusions.meetings.searching import SOURCE as MEETINGS_FOUND  # noqa: PLC0415
        from exclusions.protocol import (  # noqa: PLC0415
            dues,
            followers,
            tabs,
            timeline,
            voices,
            workplaces,
        )
        from portal.core import subjects  # noqa: PLC0415
        from portal.core.subjects import Panel  # noqa: PLC0415
        from portal.notices import outside  # noqa: PLC0415
        from portal.search import sources  # noqa: PLC0415
        from schools.links import work  # noqa: PLC0415
        from schools.pupils import chronology  # noqa: PLC0415
        from schools.pupils import holdings as held  # noqa: PLC0415

        tabs.register(tabs.Tab(30, "meetings", "Meetings", "meetings.see_meeting", "meetings:of_case"))
        for one in workplace.WORKPLACES:
            workplaces.register(one)
        dues.register(happened.DUES)
        timeline.register(happened.in_case)
        voices.register(happened.voice)
        chronology.register(happened.SOURCE)
        held.register(*holdings.HOLDINGS)
        sources.register(MEETINGS_FOUND)
        outside.register(OUTSIDE)
        work.register(MEETINGS)
        followers.register(Meeting)
        subjects.register(Panel("case_plan", "since", 10, "meetings/_since.html", since.beside_the_plan))
        subjects.register(Panel("case_files", "papers", 20, "meetings/_case_papers.html", page.case_papers))

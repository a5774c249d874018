from django.apps import AppConfig

from portal.core import navigation


class InboxConfig(AppConfig):
    name = "linkworkers.inbox"
    label = "inbox"

    def ready(self) -> None:
        from linkworkers.inbox.panels import register_panels  # noqa: PLC0415 -- models are loaded by now

        navigation.register(
            navigation.Item(15, "Inbox", "inbox:queue", "inbox.see_queue"),
            navigation.Item(16, "My team", "inbox:team", "inbox.see_team"),
            navigation.Item(17, "Late concerns", "inbox:late", "inbox.see_late"),
        )
        register_panels()

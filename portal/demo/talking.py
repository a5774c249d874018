"""A conversation at the known school: a message, notes of both sides, who was named, who has read what."""

from django.utils import timezone

from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern
from exclusions.concerns.services import write_message
from portal.accounts.enums import Role
from portal.demo.people import demo_people
from portal.notices.models import Notice

# Who writes what, to whom, naming whom, and whether they are to say that they have read it.
SAID = (
    (Role.DSL, EntryKind.SCHOOL_NOTE, "His form tutor keeps an eye on him at break. Please do the same.",
     (Role.DEPUTY_DSL, Role.INCLUSION_LEAD), True),
    (Role.LEAD_SOCIAL_WORKER, EntryKind.INTERNAL, "The family is known to early help. I ring them today.",
     (Role.DEPUTY_SOCIAL_WORKER,), False),
    (Role.LEAD_SOCIAL_WORKER, EntryKind.MESSAGE, "I have spoken with his mother. Can we meet on Thursday?",
     (Role.DSL,), False),
)  # fmt: skip


def talk_about_a_concern() -> None:
    """On the latest concern that somebody looks at; the safeguarding lead has not read the last message."""
    people = demo_people()
    own = Concern.objects.unsealed().for_answer_by(people[Role.DSL]).filter(state=State.IN_TRIAGE)
    concern = own.order_by("-raised_at", "-pk").first()
    if concern is None:
        return
    for who, kind, body, named, must_acknowledge in SAID:
        write_message(
            concern=concern,
            body=body,
            kind=kind,
            by=people[who],
            named=[people[role] for role in named],
            must_acknowledge=must_acknowledge,
        )
    _look(concern)


def _look(concern: Concern) -> None:
    """Each has read up to what they wrote themselves; the deputies everything."""
    now, people = timezone.now(), demo_people()
    for role, kind in ((Role.DSL, "school_note"), (Role.LEAD_SOCIAL_WORKER, "internal")):
        own = concern.entries.filter(author=people[role]).latest("at")
        concern.looks.create(user=people[role], at=own.at, up_to=own.at, notes=kind)
    for role, kind in ((Role.DEPUTY_DSL, "school_note"), (Role.DEPUTY_SOCIAL_WORKER, "internal")):
        concern.looks.create(user=people[role], at=now, up_to=now, notes=kind)
    asked = Notice.objects.get(user=people[Role.DEPUTY_DSL], kind="concern.mention", about=concern.reference)
    asked.acknowledgement.acknowledged_at = now
    asked.acknowledgement.save(update_fields=["acknowledged_at"])

"""What leaves the demo: a prepared file, a system that reads, and one that is told of events."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.api.enums import EVENT_OF_VERB, Event, Scope
from portal.api.models import Delivery, Token
from portal.api.services import make_token
from portal.api.webhooks import register_webhook
from portal.audit.models import Event as AuditEvent
from portal.demo.people import demo_people
from portal.exports.enums import Format
from portal.exports.models import Export
from portal.exports.work import prepare_export
from portal.notices.models import Delivery as Email

# Of a reserved domain, which nobody has; and nothing in the demo is ever called.
ADDRESS = "https://records.northmere.example/inclusion-portal"
DELIVERIES = 6


@transaction.atomic
def show_prepared_files() -> None:
    """After the rest is there: what is made here carries the moment of its making."""
    people = demo_people()
    export = Export.objects.create(
        owner=people[Role.DSL], path="/concerns/", title="Concerns", format=Format.XLSX
    )
    prepare_export(export.pk)
    # The demo sends no email: its notice counts as sent.
    emails = Email.objects.filter(notice__about=export.reference)
    emails.update(attempts=1, sent_at=timezone.now())
    _let_a_system_in(people[Role.ADMINISTRATOR])
    _tell_a_system(people[Role.ADMINISTRATOR])


def _let_a_system_in(by: User) -> None:
    token, _ = make_token(
        system="Children’s services records",
        contact="Systems team, 020 7946 0150",
        scopes=[Scope.SCHOOLS, Scope.PEOPLE, Scope.CASES],
        expires_on=timezone.localdate() + timedelta(days=180),
        by=by,
    )
    last = timezone.now() - timedelta(hours=3)
    Token.objects.filter(pk=token.pk).update(last_used_at=last, last_used_from="192.0.2.10")


def _tell_a_system(by: User) -> None:
    """The latest events have arrived there, the very last one waits."""
    events = [Event.CONCERN_SENT, Event.CONCERN_DECIDED, Event.CASE_OPENED]
    webhook = register_webhook(system="Children’s services records", address=ADDRESS, events=events, by=by)
    told = [verb for verb, event in EVENT_OF_VERB.items() if event in events]
    latest = AuditEvent.objects.filter(verb__in=told)[:DELIVERIES]
    for place, event in enumerate(latest):
        Delivery.objects.create(webhook=webhook, event=event, **_fate(event, place == 0))


def _fate(event: AuditEvent, waits: bool) -> dict[str, object]:
    known = {"name": EVENT_OF_VERB[event.verb].value, "made_at": event.at, "attempts": 1}
    if waits:
        later = timezone.now() + timedelta(minutes=5)
        return {**known, "status": 503, "next_attempt_at": later}
    return {**known, "status": 204, "sent_at": event.at + timedelta(seconds=2)}

"""`manage.py verify_audit` checks the whole chain; exit code 1 and the broken part where it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.audit.models import Seal
from portal.audit.sealing import broken_seals


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        broken = broken_seals()
        if broken:
            parts = "; ".join(f"events {seal.first_event} to {seal.last_event}" for seal in broken)
            raise CommandError(f"The audit trail was changed after it was sealed: {parts}.")
        self.stdout.write(f"The audit trail is intact: {Seal.objects.count()} seals hold.")

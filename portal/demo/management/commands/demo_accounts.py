from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.accounts import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Prints the demo's sign-ins: one of each role, and what to try first."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo accounts are only for the demo: settings.DEMO is off here.")
        self.stdout.write(f"Sign in with any of these. The password of all is {PASSWORD}\n\n")
        rows = [(a.email, a.role.label, a.look_at) for a in ACCOUNTS]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for email, role, look_at in rows:
            self.stdout.write(f"  {email:{widths[0]}}  {role:{widths[1]}}  {look_at}")

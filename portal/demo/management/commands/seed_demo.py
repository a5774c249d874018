import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core.errors import Refused
from portal.demo.seeding import is_seeded, seed_demo


class Command(BaseCommand):
    help = "Fills an empty database with an invented authority: schools, people, pupils, two years of work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=float, default=1, help="1 is one borough (about 90 schools, 35,000 pupils)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number, another authority")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where the demo is loaded")

    def handle(self, *args: Any, scale: float, seed: int, if_empty: bool, **options: Any) -> None:
        if if_empty and is_seeded():
            return
        self.stdout.write(f"Loading the demo authority at scale {scale:g} ...")
        began = time.monotonic()
        try:
            written = seed_demo(scale=scale, seed=seed, say=self._say if options["verbosity"] > 1 else _quiet)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = ", ".join(f"{written[name]:,} {label}" for name, label in REPORTED.items())
        self.stdout.write(f"Loaded in {time.monotonic() - began:.0f} s: {counts}.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)


REPORTED = {"pupil": "pupils", "concern": "concerns", "case": "cases"}


def _quiet(line: str) -> None:
    pass

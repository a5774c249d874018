"""`manage.py import_schools FILE`: the national register of schools, from its CSV file."""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from schools.register.importer import Unusable, run_import
from schools.register.importer.run import CHUNK


def positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 50_000):
        raise ArgumentTypeError(f"{text} is not a number of rows from 1 to 50000")
    return int(text)


class Command(BaseCommand):
    help = "Import the national register of schools (edubasealldata CSV). Prints one line of JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the register, CSV")
        parser.add_argument("--la", type=int, metavar="CODE", help="only schools of this authority")
        parser.add_argument("--links", type=Path, metavar="FILE", help="the register's links file, CSV")
        parser.add_argument("--chunk", type=positive, default=CHUNK, metavar="N", help="rows at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = run_import(
                options["file"], la_code=options["la"], links=options["links"], chunk=options["chunk"]
            )
        except Unusable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(report, ensure_ascii=False))

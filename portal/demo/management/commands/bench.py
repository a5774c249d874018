import json
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.bench import exports, imports, school_days
from portal.demo.bench.databases import BenchDatabase
from portal.demo.bench.measuring import measure_pages
from portal.demo.bench.report import figures, table
from portal.demo.seeding import count_anew

REQUESTS, QUICK_REQUESTS = 21, 7


class Command(BaseCommand):
    help = "Measures the key pages over invented data at several scales, in databases of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scales", default="1,100", help="the first is the one the others are held against"
        )
        parser.add_argument("--json", type=Path, default=None, help="where the figures go (var/bench.json)")
        parser.add_argument("--quick", action="store_true", help="fewer requests, scales 0.1 and 1")
        # How a process of one scale is told to measure; it prints JSON.
        parser.add_argument("--measure", type=int, help=SUPPRESS)
        parser.add_argument("--count-anew", action="store_true", help=SUPPRESS)
        parser.add_argument("--measure-export", action="store_true", help=SUPPRESS)
        parser.add_argument("--measure-register", type=int, metavar="ROWS", help=SUPPRESS)
        parser.add_argument("--measure-pupils", type=int, metavar="ROWS", help=SUPPRESS)
        parser.add_argument(
            "--pupils",
            default=str(imports.PUPILS),
            metavar="ROWS",
            help="pupils to import, such as 10000,100000",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["measure"]:
            self.stdout.write(json.dumps(measure_pages(options["measure"])))
            return
        if options["count_anew"]:
            count_anew()
            return
        if options["measure_export"]:
            self.stdout.write(json.dumps(exports.measure_export()))
            return
        if options["measure_register"]:
            self.stdout.write(json.dumps(imports.measure_register(options["measure_register"])))
            return
        if options["measure_pupils"]:
            self.stdout.write(json.dumps(imports.measure_pupils(options["measure_pupils"])))
            return
        scales = "0.1,1" if options["quick"] else options["scales"]
        requests = QUICK_REQUESTS if options["quick"] else REQUESTS
        target = options["json"] or Path(settings.VAR_DIR) / "bench.json"
        try:
            by_scale = {scale: self._at(scale.strip(), requests) for scale in scales.split(",")}
        except RuntimeError as failure:
            raise CommandError(str(failure)) from failure
        rates = school_days.rates()
        first = BenchDatabase(next(iter(by_scale)).strip())
        export = json.loads(first.run("bench", "--measure-export"))
        imported = [json.loads(first.run("bench", *asked)) for asked in _imports(options["pupils"])]
        every = [
            *figures(by_scale),
            *school_days.figures(rates),
            *exports.figures(export),
            *imports.figures(imported),
        ]
        target.write_text(json.dumps([figure._asdict() for figure in every], indent=1) + "\n")
        self.stdout.writelines(line + "\n" for line in table(by_scale))
        self.stdout.write(school_days.line(rates))
        self.stdout.write(exports.line(export))
        self.stdout.writelines(imports.line(one) + "\n" for one in imported)
        self.stdout.write(f"Written to {target}.")

    def _at(self, scale: str, requests: int) -> dict[str, dict[str, Any]]:
        database = BenchDatabase(scale)
        self.stdout.write(f"Scale {scale}: {database.file} ...")
        if database.prepare():
            self.stdout.write(f"Scale {scale}: made anew.")
        timings = json.loads(database.run("bench", "--measure", str(requests)))
        return {timing["page"]: timing for timing in timings}


def _imports(pupils: str) -> Iterator[tuple[str, str]]:
    """Each in a process of its own, so that one's memory is not the other's."""
    yield "--measure-register", str(imports.REGISTER_ROWS)
    for rows in pupils.split(","):
        yield "--measure-pupils", rows.strip()

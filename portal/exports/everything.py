"""Everything the portal holds, as one ZIP: a table a file, the files people handed in, what each column is.

For an authority that leaves: CSV and JSON, so that no program of ours is needed to read it. Written row by
row; nothing of it is ever whole in memory.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.core.privacy import STATED
from portal.files.holding import held_among
from portal.files.models import PrivateFile

WINGS = ("portal", "schools", "exclusions", "linkworkers", "resources")
# Never leave, whoever asks: what opens something.
SECRETS = {
    "accounts.User": {"password"},
    "api.Token": {"digest"},
    "core.Submission": {"token"},
    "ownplans.OwnPlanKey": {"digest", "code"},
    "suspensions.DutyFeed": {"digest"},
}
# Copies that the portal itself made; earlier ones of this very file among them.
WITHOUT_FILES = ("exports.Export", "exports.Copy")
CHUNK = 2000
PIECE = 1024 * 1024
README = """Everything that {service} of {authority} held on {at}.

tables/         One file for each table, UTF-8, comma-separated; the first line names the columns. Rows stand
                in the order of their key. Dates are 2026-11-23, moments ISO 8601 with offset, lists and
                objects JSON; an empty cell is an empty text or none. Cells stand exactly as held: import
                them as text into a spreadsheet.
files/          What people handed in, by table, key and column; its name is in the table.
dictionary.csv  Each column: type, what it means, its tier and how long it is kept. "left out" marks secrets.
manifest.json   Each file with rows, size and SHA-256, and the state of the database's schema; files of which
                nothing was found in the store ("missing"), and files that are not given out because the virus
                scanner has not looked at them yet or found something harmful ("held").

Passwords, tokens, second factors and sessions are not in it. Columns that end in _id name the key of a row of
another table; the dictionary says which. Marking: OFFICIAL-SENSITIVE. Delete it when its purpose is served.
"""


def every_model() -> list[type[models.Model]]:
    """Every table of our rooms, tables between two others too, in a stable order."""
    ours = [config for config in apps.get_app_configs() if config.name.split(".")[0] in WINGS]
    found = [model for config in ours for model in config.get_models(include_auto_created=True)]
    return sorted((model for model in found if model._meta.managed and not model._meta.proxy), key=label_of)


def label_of(model: type[models.Model]) -> str:
    return model._meta.label


def columns_of(model: type[models.Model]) -> list[Any]:
    """The fields that leave."""
    secret = SECRETS.get(label_of(model), set())
    return [field for field in model._meta.concrete_fields if field.name not in secret]


# Rows of a table, by these columns, on their way into the file, for who wants to look at each.
Passing = Callable[[type[models.Model], list[str], Iterable[Any]], Iterable[Any]]


class Package:
    """The ZIP while it is written; `listed` becomes the manifest."""

    def __init__(self, target: IO[bytes], say: Callable[[int], None]) -> None:
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.say, self.rows, self.files = say, 0, 0
        self.listed: list[dict[str, Any]] = []
        self.missing: list[str] = []
        self.held: list[str] = []

    def write(self, path: str, pieces: Iterable[bytes], **about: Any) -> None:
        sha, size = hashlib.sha256(), 0
        with self.zip.open(path, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                sha.update(piece)
                size += len(piece)
        self.listed.append({"path": path, "size": size, "sha256": sha.hexdigest(), **about})

    def write_table(
        self,
        model: type[models.Model],
        *,
        rows: models.QuerySet[Any] | None = None,
        only: Iterable[str] | None = None,
        passing: Passing | None = None,
    ) -> None:
        """A table as CSV; where they are given: these rows, only these columns, each row by `passing`."""
        heads = [field.attname for field in columns_of(model) if only is None or field.attname in only]
        found = model._base_manager.all() if rows is None else rows
        values: Iterable[Any] = found.order_by("pk").values_list(*heads).iterator(chunk_size=CHUNK)
        if passing is not None:
            values = passing(model, heads, values)
        counted = Counted()
        lines = csv_lines([heads], counted.passing(values))
        label = label_of(model)
        self.write(f"tables/{label}.csv", lines, table=label)
        self.listed[-1]["rows"] = counted.rows
        self.rows += counted.rows
        self.say(self.rows)

    def write_files(self, model: type[models.Model], *, rows: models.QuerySet[Any] | None = None) -> None:
        """The files of a table, but those that the virus scanner has not looked at or found harmful."""
        if label_of(model) in WITHOUT_FILES:
            return
        held = held_among(label_of(model))
        for field in (field for field in columns_of(model) if isinstance(field, models.FileField)):
            every = model._base_manager.all() if rows is None else rows
            kept = every.exclude(**{field.attname: ""}).exclude(**{field.attname: None})
            # Only files that people handed in have a reference by which they are held back.
            named = "reference" if issubclass(model, PrivateFile) else "pk"
            found = kept.order_by("pk").values_list("pk", named, field.attname)
            for pk, reference, name in found.iterator(chunk_size=CHUNK):
                path = f"files/{label_of(model)}/{pk}/{field.attname}"
                if reference in held:
                    self.held.append(path)
                else:
                    self._write_file(path, field.storage, name)

    def _write_file(self, path: str, storage: Any, name: str) -> None:
        try:
            file = storage.open(name, "rb")
        except FileNotFoundError:
            self.missing.append(path)
            return
        with file:
            self.write(path, iter(lambda: file.read(PIECE), b""))
        self.files += 1


class Counted:
    def __init__(self) -> None:
        self.rows = 0

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.rows += 1
            yield row


def write_everything(target: IO[bytes], at: datetime, say: Callable[[int], None]) -> Package:
    """Write the ZIP; `say` hears how many rows are done."""
    package = Package(target, say)
    with package.zip, one_moment():
        for model in every_model():
            package.write_table(model)
            package.write_files(model)
        finish(package, _readme(at), at)
    return package


def finish(package: Package, readme: str, at: datetime, **about: Any) -> None:
    """Write what explains the rest: the dictionary of the tables in it, the README, the manifest."""
    given = {entry["table"] for entry in package.listed if "table" in entry}
    package.write("dictionary.csv", csv_lines(dictionary(given)))
    package.write("README.txt", [readme.encode()])
    manifest = {
        "made_at": at.isoformat(),
        "authority": settings.AUTHORITY["name"],
        **about,
        "schema": _schema(),
        "rows": package.rows,
        "files": package.listed,
        "missing": package.missing,
        "held": package.held,
    }
    package.zip.writestr("manifest.json", json.dumps(manifest, indent=1))


@contextmanager
def one_moment() -> Iterator[None]:
    """On PostgreSQL every table is read as at one moment. SQLite would let nobody write meanwhile."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def dictionary(given: Collection[str]) -> Iterator[list[str]]:
    """Each column of each of these tables, with what its room states about it."""
    yield ["table", "column", "type", "refers to", "what it is", "tier", "kept", "left out"]
    for model in every_model():
        if label_of(model) not in given:
            continue
        secret = SECRETS.get(label_of(model), set())
        stated = STATED.get(label_of(model))
        for field in model._meta.concrete_fields:
            tier = stated.tiers.get(field.name) if stated else None
            yield [
                label_of(model),
                field.attname,
                field.get_internal_type(),
                label_of(field.related_model) if field.related_model else "",
                f"{field.verbose_name}. {field.help_text}".strip(" ."),
                tier.name if tier else "",
                stated.retention.value if stated else "",
                "left out" if field.name in secret else "",
            ]


def csv_lines(*parts: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Lines of a CSV file. Nothing is put before a formula, as in what people download: machines read it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for part in parts:
        for row in part:
            writer.writerow([cell(value) for value in row])
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()


def cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def _readme(at: datetime) -> str:
    names = settings.AUTHORITY
    return README.format(
        service=names["service_name"], authority=names["name"], at=at.isoformat(" ", "minutes")
    )


def _schema() -> dict[str, str]:
    """The last migration of each room: what the tables look like."""
    applied = MigrationRecorder(connection).applied_migrations()
    return dict(sorted(applied))

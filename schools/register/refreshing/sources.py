"""Where the authority puts the register's files: a folder, an https address, or both.

An address holds `{date}` where the register's files have theirs (20261124). Today's file is often missing
early in the day, so the newest one of the last days is taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from portal.core.public_addresses import NotReached, fetch

SCHOOLS, LINKS = "edubasealldata", "links_edubasealldata"
DAYS_BACK = 7
# A file that was written to a moment ago may still be on its way into the folder.
SETTLED = timedelta(minutes=1)
DATED = re.compile(r"(20\d{2})(\d{2})(\d{2})")
ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE)


@dataclass(frozen=True)
class Found:
    """A file, open for reading at its beginning; whoever asked closes it."""

    file: IO[bytes]
    name: str
    dated: date


def is_switched_on() -> bool:
    return bool(settings.REGISTER_FOLDER or settings.REGISTER_URL)


def day_of(name: str) -> date | None:
    """The day in a file's name, `edubasealldata20261124.csv`."""
    for match in DATED.finditer(name):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


def newest_schools(since: date | None, *, most_bytes: int) -> Found | None:
    """The newest file of schools, not older than `since`; None where there is none.

    Raises NotReached, with a sentence, where neither place could be looked at.
    """
    return _newest(SCHOOLS, settings.REGISTER_URL, since, most_bytes)


def newest_links(*, most_bytes: int) -> Found | None:
    """The newest file of successions; None where there is none, or none is asked for."""
    return _newest(LINKS, settings.REGISTER_LINKS_URL, None, most_bytes)


def _newest(stem: str, address: str, since: date | None, most_bytes: int) -> Found | None:
    failures: list[NotReached] = []
    here: Found | None = None
    if settings.REGISTER_FOLDER:
        try:
            here = _in_folder(Path(settings.REGISTER_FOLDER), stem, since)
        except NotReached as failure:
            failures.append(failure)
    if address:
        try:
            there = _at_address(address, stem, here.dated + timedelta(days=1) if here else since, most_bytes)
        except NotReached as failure:
            failures.append(failure)
        else:
            if there is not None and here is not None:
                here.file.close()
            here = there or here
    if here is None and failures:
        raise NotReached(" ".join(str(failure) for failure in failures))
    return here


def _in_folder(folder: Path, stem: str, since: date | None) -> Found | None:
    try:
        dated = [found for path in folder.iterdir() if (found := _settled(path, stem))]
        if not dated:
            return None
        _, day, path = max(dated)
        return Found(path.open("rb"), path.name, day) if since is None or day >= since else None
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise NotReached(f"The folder of the register could not be read: {why}.") from None


def _settled(path: Path, stem: str) -> tuple[tuple[date, float], date, Path] | None:
    if not (path.name.lower().startswith(stem) and path.suffix.lower() == ".csv" and path.is_file()):
        return None
    changed = datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
    if timezone.now() - changed < SETTLED:
        return None
    day = day_of(path.name) or changed.date()
    return (day, changed.timestamp()), day, path


def _at_address(address: str, stem: str, since: date | None, most_bytes: int) -> Found | None:
    host = urlsplit(address).hostname or "The address of the register"
    for day in _days(address, since):
        target = TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
        try:
            status = fetch(address.replace("{date}", f"{day:%Y%m%d}"), target, most_bytes=most_bytes)
        except NotReached as failure:
            target.close()
            raise NotReached(f"{host}: {failure}") from None
        if status == HTTPStatus.OK:
            target.seek(0)
            return Found(target, f"{stem}{day:%Y%m%d}.csv", day)
        target.close()
        if status not in ABSENT:
            raise NotReached(f"{host} answered {status} instead of the file.")
    return None


def _days(address: str, since: date | None) -> Iterator[date]:
    """The days to ask for, the newest first; today alone where the address has no date in it."""
    today = timezone.localdate()
    for back in range(DAYS_BACK if "{date}" in address else 1):
        day = today - timedelta(days=back)
        if since is None or day >= since:
            yield day

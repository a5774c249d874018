"""What an import did: the figures a person and a script read afterwards."""

from dataclasses import asdict, dataclass, field
from typing import Any

from portal.bulk.reading import Rejection


@dataclass
class Counts:
    """Rows of one file by their fate: read = created + updated + unchanged + skipped + rejected."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def wrote(self) -> bool:
        return bool(self.created or self.updated)

    def figures(self) -> dict[str, int]:
        names = ("read", "created", "updated", "unchanged", "skipped")
        return {**{name: getattr(self, name) for name in names}, "rejected": len(self.rejections)}

    def as_json(self) -> dict[str, Any]:
        return {**self.figures(), "rejections": [asdict(rejection) for rejection in self.rejections]}


@dataclass
class SchoolCounts(Counts):
    """`closed` counts schools that the register closes with this file; they are among the updated."""

    closed: int = 0
    trusts: int = 0

    @property
    def wrote(self) -> bool:
        return bool(self.created or self.updated or self.trusts)

    def figures(self) -> dict[str, int]:
        return {**super().figures(), "closed": self.closed, "trusts_written": self.trusts}


@dataclass
class LinkCounts(Counts):
    """Rows of the links file; `skipped` are of schools that the register here does not know.

    Both directions of one succession are two rows and one record: `repeated` counts the second.
    `other` are links that are no succession (a sixth form centre, a children's centre).
    """

    other: int = 0
    repeated: int = 0

    def figures(self) -> dict[str, int]:
        return {**super().figures(), "other": self.other, "repeated": self.repeated}

"""Trusts as they come by in the rows of schools."""

from collections.abc import Iterable

from schools.register.models import Trust


class TrustBook:
    """Group number to primary key; writes what is new or renamed. England has some 10,000 trusts."""

    def __init__(self) -> None:
        self.written = 0
        self._known = {uid: (pk, name) for uid, pk, name in Trust.objects.values_list("uid", "pk", "name")}
        self._settled: set[int] = set()

    def take(self, found: Iterable[tuple[int, str]]) -> None:
        """Create and rename trusts. The first name a file gives a trust is the one that counts."""
        differing: list[Trust] = []
        for uid, stated in found:
            if uid in self._settled or (uid in self._known and not stated):
                continue
            self._settled.add(uid)
            if self._known.get(uid, (0, ""))[1] != (stated or f"Trust {uid}"):
                differing.append(Trust(uid=uid, name=stated or f"Trust {uid}"))
        Trust.objects.bulk_create(
            differing, update_conflicts=True, unique_fields=["uid"], update_fields=["name"]
        )
        self._known |= {trust.uid: (trust.pk, trust.name) for trust in differing}
        self.written += len(differing)

    def pk(self, uid: int) -> int:
        return self._known[uid][0]

    def is_as_stated(self, uid: int, stated: str, pk: int | None) -> bool:
        """Whether `pk` is this trust and has this name already; a trust without a name keeps its own."""
        known_pk, name = self._known.get(uid, (None, ""))
        return known_pk is not None and known_pk == pk and stated in ("", name)

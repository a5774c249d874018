"""What a person may read of a pupil's facts: by tier, at the schools the pupil is on roll at (domain.md 8.5).

T2 for everyone who may open the page; T3 for those who read cases, T4 for those who read concerns there. Who
reads T3 but not T4 learns that there is a social worker, not why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Tier
from schools.links.standing import standing_of
from schools.pupils.codes import NO, NO_SEN, NO_SOCIAL_WORKER
from schools.pupils.enums import TIERS, FactKind
from schools.pupils.models import Pupil, PupilFact

READS = {Tier.T3: Power.SEE_CASES, Tier.T4: Power.SEE_CONCERNS}
# What stands beside the name while it holds; a value that says no is no flag.
FLAGS = (FactKind.SEN_PROVISION, FactKind.LOOKED_AFTER, FactKind.SOCIAL_WORKER)
SAYS_NO = (NO_SEN, NO, NO_SOCIAL_WORKER)
COLOURS = {FactKind.SEN_PROVISION: "blue", FactKind.LOOKED_AFTER: "purple", FactKind.SOCIAL_WORKER: "orange"}


@dataclass(frozen=True)
class ReadableFact:
    """A fact in the words that one person may read."""

    fact: PupilFact
    label: str
    words: str
    # Whoever reads only that there is something says nothing about when it ends.
    is_whole: bool = True

    @property
    def may_end(self) -> bool:
        """Whether it is open, and read whole."""
        return self.is_whole and self.fact.ends_on is None and self.fact.withdrawn_at is None

    @property
    def holds(self) -> bool:
        """Whether it holds today."""
        today, fact = timezone.localdate(), self.fact
        return fact.withdrawn_at is None and fact.starts_on <= today <= (fact.ends_on or today)

    @property
    def colour(self) -> str:
        return COLOURS[FactKind(self.fact.kind)]


def tiers_of(user: User, pupil: Pupil, on: date | None = None) -> frozenset[Tier]:
    """The tiers of facts this person reads about a pupil, from the schools the pupil is on roll at."""
    today = on or timezone.localdate()
    own = [enrolment for enrolment in pupil.whole_roll if enrolment.pupil_id == pupil.pk]
    schools = {e.school_id for e in own if e.starts_on <= today <= (e.ends_on or today)}
    standing = standing_of(user)
    more = (tier for tier, power in READS.items() if any(pk in standing.scope(power) for pk in schools))
    return frozenset([Tier.T2, *more])


def readable(facts: Iterable[PupilFact], tiers: frozenset[Tier]) -> list[ReadableFact]:
    """The facts a person of these tiers may read, in their words, in the order given."""
    found = []
    for fact in facts:
        kind = FactKind(fact.kind)
        tier = TIERS.get(kind, Tier.T2)
        if tier in tiers:
            label = f"{kind.label} ({fact.rank})" if kind == FactKind.SEN_NEED else str(kind.label)
            found.append(ReadableFact(fact, label, fact.value_words))
        elif tier == Tier.T4 and Tier.T3 in tiers:
            words = "No social worker" if fact.value == NO_SOCIAL_WORKER else "Has a social worker"
            found.append(ReadableFact(fact, str(kind.label), words, is_whole=False))
    return found


def flags(facts: Iterable[ReadableFact]) -> list[ReadableFact]:
    """What stands beside the pupil's name today."""
    return [
        shown
        for shown in facts
        if shown.holds and shown.fact.kind in FLAGS and shown.fact.value not in SAYS_NO
    ]


def kinds_read_by(tiers: frozenset[Tier]) -> list[FactKind]:
    """The kinds whose values a person of these tiers reads, and so may enter."""
    return [kind for kind in FactKind if TIERS.get(kind, Tier.T2) in tiers]

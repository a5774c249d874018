"""The schools and trusts of Northmere: what kinds there are, how big, and what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from portal.accounts.enums import Role
from portal.demo.accounts import BY_ROLE, SCHOOL
from portal.demo.words import adult_name, pick, words
from schools.calendars.services import academic_year_of
from schools.register.enums import Status, TypeGroup, regime_for
from schools.register.models import School, SchoolSuccession, Trust

AUTHORITY = 999
PUPILS_OF_A_BOROUGH = 35_000
FIRST_URN, FIRST_TRUST = 910_001, 18_001
IN_A_TRUST = (TypeGroup.ACADEMIES, TypeGroup.FREE_SCHOOLS)
ACADEMY_CONVERTER = 34
COMMUNITY_SCHOOL = {"code": 1, "name": "Community school", "group": TypeGroup.MAINTAINED}
SITE = ("la_code", "la_name", "phase", "street", "locality", "town", "postcode", "low_age", "high_age")


@dataclass
class Place:
    """A school with what the demo needs to fill it. Its kind is an entry of data/schools.json.

    A kind's years count from Reception, with -1 for the nursery year before it; its `numbers` is the
    band of establishment numbers such schools have (domain.md 2.9).
    """

    school: School
    kind: dict[str, Any]
    pupils: int

    @property
    def years(self) -> range:
        return range(self.kind["first_year"], self.kind["last_year"] + 1)

    @property
    def band(self) -> str:
        """Which kinds of concern are typical here."""
        return "primary" if self.kind["last_year"] <= 6 else "secondary"

    @property
    def weight(self) -> float:
        """Its share of the concerns, relative to other places."""
        busy = 1.6 if self.school.name == SCHOOL else 1.0
        return self.pupils * self.kind["weight"] * busy


def how_many(of_a_borough: int, scale: float) -> int:
    return max(1, round(of_a_borough * scale))


class Registry:
    """Gives out what the register keeps unique: URNs, establishment numbers and school names."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.next_urn = FIRST_URN
        self.numbers = set(range(1, 10_000))
        self.place_names = _place_names(rng)
        self.saints = iter(words("names")["saints"])

    def urn(self) -> int:
        self.next_urn += 1
        return self.next_urn - 1

    def number(self, band: list[int]) -> int:
        """The first free number of the band; where it is full, the last free of all."""
        number = next((n for n in range(*band) if n in self.numbers), None) or max(self.numbers)
        self.numbers.remove(number)
        return number

    def name(self, titles: list[str]) -> str:
        title = pick(self.rng, titles)
        if "{saint}" in title:
            saint = next(self.saints, None)
            if saint is not None:
                return title.format(saint=saint)
            title = titles[0]
        return title.format(place=next(self.place_names))


def _place_names(rng: Random) -> Iterator[str]:
    """Names of places that are on no map, none twice: first plain ones, then Upper and Lower."""
    names = words("names")
    plain = [stem + ending for stem in names["stems"] for ending in names["endings"]]
    rng.shuffle(plain)
    yield from plain
    for side in names["sides"]:
        yield from (f"{side} {place}" for place in plain)


def make_places(rng: Random, scale: float, today: date) -> list[Place]:
    """Trusts, open schools, and closed ones with their successors, written to the register.

    The first is SCHOOL, at which the demo's own accounts work.
    """
    trusts = _make_trusts(scale)
    registry = Registry(rng)
    kinds = [kind for kind in words("schools") for _ in range(how_many(kind["count"], scale))]
    sizes = [pick(rng, kind["sizes"]) for kind in kinds]
    sizes[0] = max(kinds[0]["sizes"])
    factor = PUPILS_OF_A_BOROUGH * scale / sum(sizes)
    places = []
    for kind, size in zip(kinds, sizes, strict=True):
        pupils = max(8, round(size * factor))
        places.append(Place(_school(rng, registry, kind, trusts, pupils), kind, pupils))
    _make_known(places[0].school)
    School.objects.bulk_create(place.school for place in places)
    _close_some(rng, registry, places, scale, today)
    return places


def _make_trusts(scale: float) -> list[Trust]:
    names = words("names")["trusts"]
    trusts = []
    for n in range(how_many(len(names), scale)):
        again, which = divmod(n, len(names))
        trusts.append(Trust(uid=FIRST_TRUST + n, name=names[which] + (f" {again + 1}" if again else "")))
    return Trust.objects.bulk_create(trusts)


def _school(
    rng: Random, registry: Registry, kind: dict[str, Any], trusts: list[Trust], pupils: int
) -> School:
    names = words("names")
    of_type = rng.choices(kind["types"], [t["weight"] for t in kind["types"]])[0]
    school = School(
        urn=registry.urn(),
        la_code=AUTHORITY,
        la_name="Northmere",
        establishment_number=registry.number(kind["numbers"]),
        name=registry.name(kind["titles"]),
        phase=kind["phase"],
        status=Status.CLOSING if rng.random() < 0.01 else Status.OPEN,
        opened_on=date(rng.randrange(1958, 2019), 9, 1),
        low_age=kind["first_year"] + 4,
        high_age=kind["last_year"] + 5,
        street=f"{pick(rng, names['street_names'])} {pick(rng, names['street_kinds'])}",
        locality=pick(rng, names["localities"]),
        town="Northmere",
        head_name=adult_name(rng),
        postcode=_postcode(rng),
        phone=f"01632 960{rng.randrange(1000):03d}",
        easting=rng.randrange(400_000, 412_000),
        northing=rng.randrange(500_000, 512_000),
        headcount=pupils,
        capacity=round(pupils * rng.uniform(1.0, 1.15) / 5) * 5,
    )
    school.website = f"https://school{school.urn}.northmere.example"
    _set_type(school, of_type)
    school.trust = pick(rng, trusts) if of_type["group"] in IN_A_TRUST else None
    return school


def _postcode(rng: Random) -> str:
    """There is no postcode area NM."""
    letters = pick(rng, "ABDEFGHJLN") + pick(rng, "PQRSTUWXYZ")
    return f"NM{rng.randrange(1, 10)} {rng.randrange(1, 10)}{letters}"


def _set_type(school: School, of_type: dict[str, Any]) -> None:
    school.type_code, school.type_name = of_type["code"], of_type["name"]
    school.type_group = of_type["group"]
    school.regime = regime_for(of_type["code"], of_type["group"])


def _make_known(school: School) -> None:
    school.name, school.status, school.trust = SCHOOL, Status.OPEN, None
    school.head_name = BY_ROLE[Role.HEADTEACHER].name
    _set_type(school, COMMUNITY_SCHOOL)


def _close_some(rng: Random, registry: Registry, places: list[Place], scale: float, today: date) -> None:
    """Some of today's schools followed others: academies that converted, primaries that were merged."""
    converted = [p for p in places if p.school.type_code == ACADEMY_CONVERTER][: how_many(3, scale)]
    merged = [p for p in places if p.school.name.endswith(" Primary School")][-how_many(1, scale) :]
    followed = [(place, "") for place in converted]
    followed += [(place, part) for place in merged for part in (" Infant School", " Junior School")]
    closed, successions = [], []
    for place, part in followed:
        closed_on = date(academic_year_of(today) - rng.randrange(2), 8, 31)
        before = _before(registry, place, part, closed_on)
        kind = "Successor - merged" if part else "Successor - converted to academy"
        closed.append(before)
        successions.append(
            SchoolSuccession(predecessor=before, successor=place.school, kind=kind, linked_on=closed_on)
        )
    School.objects.bulk_create(closed)
    SchoolSuccession.objects.bulk_create(successions)


def _before(registry: Registry, place: Place, part: str, closed_on: date) -> School:
    """A closed community school on the site of the one that followed it."""
    after = place.school
    school = School(
        **{name: getattr(after, name) for name in SITE},
        urn=registry.urn(),
        establishment_number=registry.number(place.kind["numbers"]),
        name=after.name.removesuffix(" Primary School") + part if part else after.name,
        status=Status.CLOSED,
        opened_on=date(1961, 9, 1),
        closed_on=closed_on,
    )
    _set_type(school, COMMUNITY_SCHOOL)
    return school

"""The map says what the list says: the same places with the same numbers, the safer the nearer."""

from math import dist

from exclusions.ownplans.enums import Area, Feeling
from exclusions.ownplans.safety_map import SIZE, drawn, places, sectors

MIDDLE = (SIZE / 2, SIZE / 2)


def row(place: str, **more: str) -> dict[str, str]:
    return {"place": place, **more}


def test_places_are_numbered_as_in_the_list_and_what_is_missing_stands_in_the_middle_of_its_kind():
    rows = [row("Nan’s", area=Area.HOME, feeling=Feeling.SAFE), row(""), row("Bus stop")]

    found = places({"rows": rows})

    assert [(p.number, p.name, p.area, p.feeling) for p in found] == [
        (1, "Nan’s", "At home", Feeling.SAFE),
        (2, "Bus stop", "Around where I live", Feeling.MIXED),
    ]


def test_the_safer_a_place_the_nearer_it_is():
    rows = [row("x", area=Area.SCHOOL, feeling=feeling) for feeling in Feeling]

    near = [dist((place.x, place.y), MIDDLE) for place in places({"rows": rows})]

    assert near == sorted(near)
    assert near[0] < near[1] < near[2] < SIZE / 2


def test_no_two_places_stand_on_each_other():
    rows = [row(f"{n}", area=Area.ONLINE, feeling=Feeling.UNSAFE) for n in range(6)]

    found = places({"rows": rows})

    assert len({(place.x, place.y) for place in found}) == 6


def test_nothing_is_drawn_of_nothing():
    assert drawn({}) is None
    assert drawn({"rows": [row("")]}) is None
    assert len(sectors()) == len(Area)

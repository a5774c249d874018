"""What the demo is written with: names and sentences from data/, chosen by a seeded generator."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

Choice = TypeVar("Choice")


@cache
def words(name: str) -> Any:
    """The content of `data/<name>.json`."""
    return json.loads(files("portal.demo").joinpath(f"data/{name}.json").read_text(encoding="utf-8"))


def pick(rng: Random, choices: Sequence[Choice]) -> Choice:
    """One of them, each as likely. Several times faster than Random.choice, and called by the million."""
    return choices[int(rng.random() * len(choices))]


def weighted(rng: Random, weights: Mapping[Choice, float]) -> Choice:
    """One of the keys, as likely as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def adult_name(rng: Random) -> str:
    names = words("names")
    return f"{pick(rng, pick(rng, (names['female'], names['male'])))} {pick(rng, names['surnames'])}"


def sentence(rng: Random, template: str, name: str, sex: str) -> str:
    """A template with its gaps filled: the child's name and pronouns, and something for each slot."""
    he, him, his = ("she", "her", "her") if sex == "F" else ("he", "him", "his")
    gaps = {"name": name, "he": he, "him": him, "his": his, "He": he.title(), "His": his.title()}
    gaps["himself"] = f"{him}self"
    for slot, fillings in words("concerns")["slots"].items():
        if f"{{{slot}" in template or f"{{{slot.title()}" in template:
            filling = pick(rng, fillings)
            gaps |= {slot: filling, slot.title(): filling[:1].upper() + filling[1:]}
    return template.format_map(gaps)

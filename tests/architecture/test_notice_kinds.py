"""Every kind of notice that a room sends is registered, with its words (portal.notices.kinds)."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from exclusions.suspensions.notice_kinds import WORDS
from exclusions.suspensions.services.stepping import TOLD
from portal.notices import kinds

WINGS = ("portal", "exclusions", "schools", "linkworkers", "resources")
# Calls whose kind is put together: by what they pass on, which the second test looks at.
PASSED_ON = {"concern.", "suspension."}


def calls():
    for wing in WINGS:
        for path in Path(settings.BASE_DIR, wing).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "notify":
                    yield path, {keyword.arg: keyword.value for keyword in node.keywords}


def kinds_sent():
    """The kinds that stand in the code as words or as constants of their module."""
    for path, given in calls():
        kind = given.get("kind")
        if isinstance(kind, ast.Constant):
            yield kind.value
        elif isinstance(kind, ast.Name):
            yield from constants_of(path).get(kind.id, [])


def constants_of(path):
    found = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                found.setdefault(getattr(target, "id", ""), []).append(node.value.value)
    return found


def verbs_told():
    """Verbs that the concerns' own services pass on: tell_school(concern, "take", …)."""
    for path in Path(settings.BASE_DIR, "exclusions/concerns").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in ("tell_school", "tell_link_workers") and isinstance(node.args[1], ast.Constant):
                yield f"concern.{node.args[1].value}"


@pytest.mark.parametrize("kind", sorted({*kinds_sent(), *verbs_told()}))
def test_a_kind_that_is_sent_is_registered(kind):
    assert kinds.known(kind).words


def test_every_step_of_a_suspension_that_is_told_has_its_words():
    assert set(TOLD) <= set(WORDS)


def test_the_walk_over_the_code_finds_kinds():
    assert {"case.open", "link.add", "risk.alert", "concern.take"} <= {*kinds_sent(), *verbs_told()}


def test_kinds_are_room_verb_and_their_words_finish_a_sentence():
    every = [kind for _, some in kinds.by_group() for kind in some]

    assert [kind.code for kind in every if kind.code.count(".") != 1] == []
    assert [kind.code for kind in every if not kind.words[0].islower() or kind.words.endswith(".")] == []

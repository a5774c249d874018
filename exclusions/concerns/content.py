"""What a draft holds: the fields of its pages by their names, as typed, valid or not.

    {"in_danger": "no", "categories": ["violence"], "happened_on_0": "23", "happened_on_1": "11",
     "happened_on_2": "2026", "what_happened": "…", "child_words": "…", "action_taken": "…",
     "wish": "advice", "danger_told": "yes", "part_P-7K3Q9AC2": "harmed", "opinion": "…",
     "other_1-kind": "place", "other_1-name": "The bus stop", "mark_1-area": "front:left_hand", …}

`danger_told` says that the author was shown whom to phone and carried on. A page saves its own fields
and leaves those of the others alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from exclusions.concerns.enums import Context

MOST_OTHERS = 5
MOST_MARKS = 12
# The pupil's reference follows: which part the pupil has.
PART = "part_"
LONGEST_PART_NAME = 40

Content = dict[str, Any]


@dataclass(frozen=True)
class Fields:
    """The fields of one page: texts and lists by name, and whether it says the parts of pupils."""

    texts: tuple[str, ...]
    lists: tuple[str, ...] = ()
    has_parts: bool = False

    def own(self, name: str) -> bool:
        is_part = self.has_parts and name.startswith(PART) and len(name) <= LONGEST_PART_NAME
        return is_part or name in self.texts or name in self.lists


def _numbered(prefix: str, most: int, *names: str) -> tuple[str, ...]:
    """Names as forms with a prefix have them: `other_1-kind`, `other_1-name`, …"""
    return tuple(f"{prefix}_{number}-{name}" for number in range(1, most + 1) for name in names)


QUICK = Fields(
    (
        "in_danger",
        "danger_told",
        "happened_on_0",
        "happened_on_1",
        "happened_on_2",
        "what_happened",
        "child_words",
        "action_taken",
        "wish",
    ),
    ("categories",),
    has_parts=True,
)
SUBJECTS = Fields(_numbered("other", MOST_OTHERS, "kind", "name", "words"))
MEANING = Fields(("opinion",))
PLACE = Fields(("time_of_day", "time_words", "place_kind", "place_words"))
PEOPLE = Fields(("others_involved",))
CONTEXTS = Fields((*(f"context_{context}" for context in Context.values), "weighs_most"))
VIEWS = Fields(("parents_told", "parents_words", "child_asked", "child_view"))
BODY = Fields(_numbered("mark", MOST_MARKS, "area", "pupil", "injury", "words", "seen"))
PAGES = (QUICK, SUBJECTS, MEANING, PLACE, PEOPLE, CONTEXTS, VIEWS, BODY)
EVERYTHING = Fields(
    tuple(name for page in PAGES for name in page.texts),
    tuple(name for page in PAGES for name in page.lists),
    has_parts=True,
)


def tidy(content: Mapping[str, Any], fields: Fields = EVERYTHING) -> Content:
    """Known fields only, text as text, line ends as one, without what no database keeps."""
    known = {name: value for name, value in content.items() if isinstance(name, str) and fields.own(name)}
    tidied = {n: _list(value) if n in fields.lists else _text(value) for n, value in known.items()}
    return {name: value for name, value in tidied.items() if value}


def from_post(post: QueryDict, fields: Fields = QUICK) -> Content:
    """The fields of a page as a browser posts them."""
    return tidy({name: post.getlist(name) if name in fields.lists else post[name] for name in post}, fields)


def merged(old: Content, new: Mapping[str, Any], fields: Fields) -> Content:
    """The draft with one page's fields as they are now; a field the page no longer has is gone."""
    kept = {name: value for name, value in old.items() if not fields.own(name)}
    return {**kept, **tidy(new, fields)}


def as_post(content: Content) -> MultiValueDict[str, Any]:
    """The draft in the form in which a form reads it."""
    return MultiValueDict({n: value if isinstance(value, list) else [value] for n, value in content.items()})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    # A lone half of a surrogate pair can come in JSON; no database stores one.
    text = value.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _list(value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return list(dict.fromkeys(text for item in value if (text := _text(item))))[:50]

"""Finding guidance by what it says."""

import re
from typing import Any

from wagtail.search.index import insert_or_update_object

from portal.accounts.models import User
from portal.search.sources import Found, Source
from resources.guidance.models import GuidancePage, Topic
from resources.guidance.models.readers import GuidanceQuerySet

MOST_CHARACTERS, MOST_WORDS, MOST_FOUND = 200, 12, 100
# Words that are on every page.
COMMON = frozenset(
    """a an and are as at be by can do does for from how i if in is it my of on or that the this to was we
    what when where which who with you your""".split()  # noqa: SIM905
)
ENDINGS = ("ing", "ed", "s")


def words_in(typed: str) -> list[str]:
    """The words that matter in what a person typed.

    Quotes and operators are left out: they would be read as the database's own search language.
    """
    words = re.findall(r"\w+", typed[:MOST_CHARACTERS].lower())[:MOST_WORDS]
    return [word for word in words if word not in COMMON] or words


def forms_of(word: str) -> list[str]:
    """A word with its plain English endings: SQLite knows no grammar, so `weapon` would miss `weapons`."""
    if len(word) < 4 or not word.isascii():
        return [word]
    stem = next((word.removesuffix(end) for end in ENDINGS if word.endswith(end)), word)
    return list(dict.fromkeys([word, stem, *(stem + end for end in ENDINGS)]))


def find(pages: GuidanceQuerySet, typed: str, topic: Topic | None) -> list[GuidancePage]:
    """Of these pages the best MOST_FOUND matches, best first; with a topic alone, its pages by title.

    One query: the search is not asked a second time to be counted. Bodies are not read.
    """
    rows = pages.defer("body")
    if topic is not None:
        rows = rows.filter(topics__slug=topic.slug)
    words = [form for word in words_in(typed) for form in forms_of(word)]
    if words:
        return list(rows.search(" ".join(words), operator="or")[:MOST_FOUND])
    return list(rows.order_by("title", "pk")[:MOST_FOUND]) if topic else []


def index_again(sender: type[GuidancePage], instance: GuidancePage, **kwargs: Any) -> None:
    """After publishing. Wagtail indexes while the page is saved, before its topics and downloads are."""
    insert_or_update_object(instance)


def find_for_portal(user: User, typed: str, most: int) -> list[Found]:
    """Guidance in the portal's search: the best matches first."""
    pages = find(GuidancePage.objects.visible_to(user), typed.replace("\x00", " "), None)[:most]
    return [Found(page.title, page.get_url() or "", page.summary) for page in pages]


SOURCE = Source(60, "guidance", "Guidance", find_for_portal)

"""Texts that break things: shared by every test that sends them through a form.

    @naughty
    def test_a_note_keeps_what_was_typed(text): ...

What is normalised: space around a text goes. NUL is refused with words, never kept and never an error.
"""

from html import escape

import pytest

NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% debug %}",
    "'; DROP TABLE concerns_concern; --",
    "\u202eevil\u202c \u200b\ufeff",
    "田中さん 👩‍👩‍👧‍👦 🏳️‍🌈 ﷽",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "%s %n %d ${jndi:ldap://x} $(rm -rf /)",
    '=HYPERLINK("http://x","y")',
    "\\N\\0\\x00\\u0000",
    "a\tb\nc\n\n\nd",
    "x" * 19_000,
    "NaN",
    "null",
    "-1e309",
]
naughty = pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))


def shows_as_text(page: str, text: str) -> bool:
    """The page shows the text, and as text: nothing of it is markup."""
    kept = text.strip()
    return escape(kept) in page and ("<" not in kept or kept not in page)

"""The index of words, tried on the lines of the diary, which the database keeps unchanged."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linkworkers.diary.models import DiaryLine
from linkworkers.diary.searching import LINE_WORDS
from portal.search.text_index import MOST_WORDS, words_in
from tests.factories import DiaryEntryFactory, UserFactory


@pytest.fixture
def write(db):
    entry, author = DiaryEntryFactory(), UserFactory()

    def write(body: str) -> DiaryLine:
        return DiaryLine.objects.create(entry=entry, part="addition", body=body, author=author)

    return write


def found(typed: str) -> list[str]:
    rows = DiaryLine.objects.filter(LINE_WORDS.holds(typed), part="addition")
    return list(rows.order_by("pk").values_list("body", flat=True))


def test_finds_rows_that_hold_every_word_in_any_order_and_form(write):
    write("She talked about knives at the bus stop.")
    write("He carries nothing. The bus was late.")

    assert found("bus") == [
        "She talked about knives at the bus stop.",
        "He carries nothing. The bus was late.",
    ]
    assert found("bus KNIFE") == []
    assert found("stops Knives") == ["She talked about knives at the bus stop."]
    assert found("carrying") == ["He carries nothing. The bus was late."]
    assert found("skate") == []


def test_words_that_are_in_every_text_neither_find_nor_hinder(write):
    write("Possible theft of the bus pass.")

    assert found("the") == []
    assert found("was the bus") == ["Possible theft of the bus pass."]


def test_the_beginning_of_a_word_is_enough(write):
    write("Possible exploitation.")

    assert found("explo") == ["Possible exploitation."]


@pytest.mark.parametrize("typed", ["Zoë", "zoe", "ZOË"])
def test_accents_and_capitals_do_not_matter(write, typed):
    write("Zoë and Łukasz were there.")

    assert found(typed) == ["Zoë and Łukasz were there."]


@pytest.mark.parametrize("typed", ["", " ", "a", "'", '"', "*", "-", "()", "\x00", "…"])
def test_what_holds_no_word_finds_nothing(write, typed):
    write("a ' \" * - ()")

    assert found(typed) == []


def test_words_written_later_are_found_and_those_taken_back_are_not(write):
    line = write("A first line.")
    assert found("second") == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER diary_diaryline_refuse_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE diary_diaryline SET body = 'A second line.' WHERE id = %s", [line.pk])

    assert (found("second"), found("first")) == (["A second line."], [])


def test_takes_only_so_many_words():
    assert len(words_in(" ".join(f"word{n}" for n in range(50)))) == MOST_WORDS


class AnythingTypedTest(TestCase):
    @given(st.text(max_size=60))
    def test_anything_may_be_typed(self, typed):
        assert list(DiaryLine.objects.filter(LINE_WORDS.holds(typed))) == []

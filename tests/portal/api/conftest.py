from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.api.enums import Scope
from portal.api.services import make_token


@pytest.fixture
def let_in(cast):
    """`let_in("schools")` gives a token with these scopes and its words; every scope where none is named."""

    def let_in(*scopes, days=30):
        return make_token(
            system="Records",
            contact="IT desk",
            scopes=scopes or Scope.values,
            expires_on=timezone.localdate() + timedelta(days=days),
            by=cast.administrator,
        )

    return let_in


@pytest.fixture
def call(let_in):
    """`call("/schools/")` as a system that may read everything, or with the words of another token."""
    own = {}

    def call(path, words=None, method="get", **given):
        words = words or own.setdefault("words", None) or own.update(words=let_in()[1]) or own["words"]
        headers = {"Authorization": f"Bearer {words}"}
        return getattr(Client(), method)(f"/api/v1{path}", given, headers=headers)

    return call

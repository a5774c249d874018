"""Which pages a person may read: the pages' own audience, and Wagtail's privacy settings."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from portal.accounts.models import User
from resources.guidance.enums import Audience

Reader = User | AnonymousUser


def admits(restriction: PageViewRestriction, reader: Reader) -> bool:
    """Whether one of Wagtail's privacy settings lets the person in. A shared password never does here."""
    if restriction.restriction_type == PageViewRestriction.LOGIN:
        return reader.is_authenticated
    if restriction.restriction_type == PageViewRestriction.GROUPS and reader.is_authenticated:
        theirs = {group.pk for group in reader.groups.all()}
        return any(group.pk in theirs for group in restriction.groups.all())
    return False


class ReadableQuerySet(PageQuerySet):
    """Pages of any kind."""

    def open_to(self, reader: Reader) -> "ReadableQuerySet":
        """Published pages that no privacy setting (of the page or one above it) closes to the person."""
        rows = self.live()
        for restriction in PageViewRestriction.objects.select_related("page").prefetch_related("groups"):
            if not admits(restriction, reader):
                rows = rows.not_descendant_of(restriction.page, inclusive=True)
        return rows


class GuidanceQuerySet(ReadableQuerySet):
    """Guidance pages, which also name their audience."""

    def visible_to(self, reader: Reader) -> "GuidanceQuerySet":
        """What the person may find in lists and search: without sign-in only pages for everyone."""
        rows: Any = self.open_to(reader)
        return rows if reader.is_authenticated else rows.filter(audience=Audience.PUBLIC)

    def review_due(self, on: date) -> "GuidanceQuerySet":
        """Published pages whose review was due before the day."""
        return self.live().filter(review_on__lt=on)

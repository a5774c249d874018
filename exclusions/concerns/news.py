"""What is new to a person since they looked at a concern: counted for lists, kept when they look."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Func, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from exclusions.concerns import conditions
from exclusions.concerns.models import Concern, ConcernQuerySet, Entry, Look
from exclusions.concerns.reading import NOTES, kinds_read_at, read_by
from portal.accounts.models import User

# For the filter of a list.
NEWS = (("since", "Since you looked"),)


def with_news(rows: ConcernQuerySet, user: User | AnonymousUser) -> ConcernQuerySet:
    """Adds `looked_up_to`, up to when this person has read each concern, and `news`: how many entries that
    they read others have added since.

    Who has neither opened nor sent a concern has no `looked_up_to` there, and so no news.
    """
    looks = Look.objects.filter(concern=OuterRef("pk"), user=user.pk).order_by("-up_to")
    sent = Case(When(raised_by=user.pk, then=F("raised_at")))
    rows = rows.annotate(looked_up_to=Coalesce(Subquery(looks.values("up_to")[:1]), sent))
    since = Entry.objects.filter(read_by(user), concern=OuterRef("pk"), at__gt=OuterRef("looked_up_to"))
    counted = since.exclude(author=user.pk).order_by().annotate(n=Func(F("pk"), function="COUNT"))
    return rows.annotate(news=Subquery(counted.values("n"), output_field=IntegerField()))


def new_to(rows: ConcernQuerySet, user: User | AnonymousUser) -> ConcernQuerySet:
    """Those with something new since this person looked, and open ones that they have never opened."""
    return with_news(rows, user).filter(Q(news__gt=0) | conditions.OPEN & Q(looked_up_to=None))


def news_words(concern: Concern) -> str:
    """`2 new`, `Not opened`, or nothing: of a row read `with_news()`."""
    if count := getattr(concern, "news", 0):
        return f"{count} new"
    never = concern.is_open and getattr(concern, "looked_up_to", concern.raised_at) is None
    return "Not opened" if never else ""


def look(user: User, concern: Concern, shown: list[Entry], looks: list[Look]) -> None:
    """Keep that this person has read what is shown, where any of it was new to them.

    Entries of one concern are written one after another under its lock, so who has seen the last has seen
    all before it.
    """
    up_to = max([concern.raised_at, *(entry.at for entry in shown)])
    if any(earlier.user_id == user.pk and earlier.up_to >= up_to for earlier in looks):
        return
    kinds = kinds_read_at(user, concern.school_id)
    notes = " ".join(kind for kind in NOTES if kind in kinds)
    Look.objects.create(concern=concern, user=user, at=timezone.now(), up_to=up_to, notes=notes)

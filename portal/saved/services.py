"""Keeping views: a person's own, so many of each list, each under a name of its own."""

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.saved.models import SavedView
from portal.saved.queries import LONGEST, canonical

MOST_OF_A_LIST = 12


@transaction.atomic
def save_view(*, listed: str, name: str, query: str, is_default: bool, by: User) -> SavedView:
    """Keep what a list shows under a name. Raises Refused where the name is taken, for one too many, and for
    filters that are too long to keep.
    """
    # One at a time for a person, so that two pages do not keep one too many.
    User.objects.select_for_update().get(pk=by.pk)
    own = SavedView.objects.of(by, listed)
    if own.count() >= MOST_OF_A_LIST:
        raise Refused(f"You have {MOST_OF_A_LIST} views of this list. Delete one first.")
    kept = canonical(query)
    if len(kept) > LONGEST:
        raise Refused("These filters are too long to keep. Ask for less.")
    view = SavedView(user=by, listed=listed, query=kept)
    _name(view, name, is_default)
    record(by=by, kind=Kind.CHANGE, verb="view.save", about=[view.reference], detail={"list": listed})
    return view


@transaction.atomic
def change_view(*, view: SavedView, name: str, is_default: bool, by: User) -> SavedView:
    """Another name, or whether it opens first. Raises Refused where the name is taken."""
    User.objects.select_for_update().get(pk=by.pk)
    _name(view, name, is_default)
    record(by=by, kind=Kind.CHANGE, verb="view.change", about=[view.reference], detail={"list": view.listed})
    return view


def _name(view: SavedView, name: str, is_default: bool) -> None:
    view.name, view.is_default = name, is_default
    try:
        with transaction.atomic():
            if is_default:
                others = SavedView.objects.of(view.user, view.listed).exclude(pk=view.pk)
                others.filter(is_default=True).update(is_default=False)
            view.save()
    except IntegrityError:
        raise Refused(f"You have a view called “{name}” of this list already. Choose another name.") from None


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """It is gone; the list and what it holds stay as they are."""
    record(by=by, kind=Kind.CHANGE, verb="view.delete", about=[view.reference], detail={"list": view.listed})
    view.delete()

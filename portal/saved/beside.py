"""What saved views add to a list: links above it, and where its bare address leads."""

from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from portal.accounts.models import User
from portal.core.listing import ListingView
from portal.saved.models import SavedView
from portal.saved.queries import NO_VIEW, canonical


class SavedViews:
    """Asked by every list that says `saved_as` (core.listing.Views)."""

    def leads_to(self, view: ListingView) -> str | None:
        """The view that opens first, for an address that asks for nothing."""
        user = view.request.user
        if view.request.GET or not isinstance(user, User):
            return None
        first = next((saved for saved in _own(view, user) if saved.is_default), None)
        # A view without filters of its own leads where one is already.
        return f"{view.request.path}?{first.query}" if first and first.query else None

    def above(self, view: ListingView) -> SafeString:
        """Links to the person's views of this list, and to keeping what it shows now."""
        request = view.request
        if not isinstance(request.user, User):
            return SafeString("")
        asked = canonical(request.GET.urlencode())
        views = _own(view, request.user)
        if not views and not asked:
            return SafeString("")
        here = f"{request.path}?{asked}"
        context = {
            "views": [(saved, f"{request.path}?{saved.query}", saved.is_now(asked)) for saved in views],
            "all_url": f"{request.path}?{NO_VIEW}=all",
            "has_default": any(saved.is_default for saved in views),
            "add_url": f"{reverse('saved:add')}?{urlencode({'to': here})}" if asked else "",
        }
        return SafeString(render_to_string("saved/_above.html", context))


def _own(view: ListingView, user: User) -> list[SavedView]:
    """The person's views of this list, read once for one page."""
    if "own_views" not in view.__dict__:
        view.__dict__["own_views"] = list(SavedView.objects.of(user, view.saved_as))
    return list(view.__dict__["own_views"])


SAVED_VIEWS = SavedViews()

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
        first = SavedView.objects.of(user, view.saved_as).filter(is_default=True).first()
        # A view without filters of its own leads where one is already.
        return f"{view.request.path}?{first.query}" if first and first.query else None

    def above(self, view: ListingView) -> SafeString:
        """Links to the person's views of this list, and to keeping what it shows now."""
        request = view.request
        if not isinstance(request.user, User):
            return SafeString("")
        asked = canonical(request.GET.urlencode())
        views = list(SavedView.objects.of(request.user, view.saved_as))
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


SAVED_VIEWS = SavedViews()

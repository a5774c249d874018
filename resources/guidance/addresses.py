"""Where pages are. The home is the root of the only site, so nothing has to be looked up."""

from django.urls import reverse
from wagtail.models import Page


def address_of(page: Page) -> str:
    """The page's address. Wagtail's own tag asks the database for the site first: a quarter of a search."""
    below_home = page.url_path.split("/", 2)[2]
    return reverse("wagtail_serve", args=(below_home,))


class Addressed:
    """Gives pages their address for templates."""

    @property
    def address(self) -> str:
        return address_of(self)

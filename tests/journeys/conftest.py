"""Browser journeys in the system's Chromium, with axe on every page they touch."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect

from tests.cast import assemble
from tests.factories.accounts import PASSWORD

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and what axe calls best practice.
AXE_OPTIONS = {"resultTypes": ["violations"]}
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

# Playwright's loop makes Django think that it is called from async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# What every journey module states: it drives a browser against data that is really committed.
JOURNEY = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="session")
def shipped_data(django_db_setup, django_db_blocker) -> str:
    """What the migrations put in, as it was before the first journey emptied the tables."""
    with django_db_blocker.unblock():
        return connection._test_serialized_contents


@pytest.fixture(scope="session")
def browser_type_launch_args(shipped_data, browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # axe is put into the page from outside; the pages themselves obey the policy (tested elsewhere).
    return {**browser_context_args, "bypass_csp": True, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture(scope="session")
def browser(shipped_data, browser):
    """Once Playwright's loop runs, Django keeps another connection in this thread: tell it the data too."""
    connection._test_serialized_contents = shipped_data
    yield browser
    # PostgreSQL drops no database that somebody is still connected to.
    connection.close()


@pytest.fixture
def committed_cast(transactional_db):
    return assemble()


class Visitor:
    """A person at a browser. `reads()` is what they do on every new page: look, and let axe look."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.pages_read: list[str] = []
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self._note_failures)

    def _note_failures(self, response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} {response.url}")

    def signs_in(self, person) -> None:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("Email address").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"{self.address}/")
        self.reads()

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.reads()

    def clicks(self, role: str, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.reads()

    def saving(self):
        """Until a save has arrived: the page may say "Saved" of an earlier one all the while."""
        return self.page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def reads(self) -> None:
        """axe finds nothing, nothing is wider than the screen, and there is one heading of level 1."""
        self.pages_read.append(self.page.url.removeprefix(self.address))
        self.page.add_script_tag(path=AXE)
        results = self.page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
        found = [f"{v['id']}: {node['html'][:160]}" for v in results["violations"] for node in v["nodes"]]
        assert found == [], f"axe on {self.pages_read[-1]}"
        assert self.page.locator("h1").count() == 1, self.pages_read[-1]
        overflow = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{self.pages_read[-1]} is {overflow} px wider than the screen"
        assert self.problems == [], self.pages_read[-1]


@pytest.fixture
def at_browser(browser, browser_context_args, live_server) -> Iterator[Callable[..., Visitor]]:
    """`at_browser(person, PHONE)` is that person, signed in, at a browser of their own."""
    contexts = []

    def sit_down(person, viewport=DESK) -> Visitor:
        context = browser.new_context(**{**browser_context_args, "viewport": viewport})
        contexts.append(context)
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.signs_in(person)
        return visitor

    yield sit_down
    for context in contexts:
        context.close()

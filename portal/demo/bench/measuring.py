"""Times pages in this process, each in turn with a bare page, so that noise falls on both alike."""

from dataclasses import asdict, dataclass
from statistics import median
from time import process_time
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.demo.bench.pages import BARE, PAGES, Page, Sample
from portal.demo.people import demo_people

WARM_UP = 3
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Timing:
    """Milliseconds on the server. `problem` says why there are none."""

    page: str
    middle: float = 0.0
    least: float = 0.0
    bare: float = 0.0
    queries: int = 0
    problem: str = ""


def measure_pages(requests: int) -> list[dict[str, Any]]:
    """Every key page, after a few requests to warm up; as plain data, to be handed on as JSON."""
    cache.clear()
    sample = Sample.take()
    browsers = {role: _signed_in(role) for role in {page.role for page in PAGES}}
    return [asdict(_measure(page, browsers[page.role], sample, requests)) for page in PAGES]


def _signed_in(role: Role) -> Client:
    browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
    browser.force_login(demo_people()[role], backend=BACKEND)
    return browser


def _measure(page: Page, browser: Client, sample: Sample, requests: int) -> Timing:
    path, bare_path = page.path(sample), reverse(BARE)
    for _ in range(WARM_UP):
        status = browser.get(path).status_code
        browser.get(bare_path)
    if status != 200:
        return Timing(page.title, problem=f"answers {status}")
    pairs = [(_milliseconds(browser, bare_path), _milliseconds(browser, path)) for _ in range(requests)]
    bare, taken = ([pair[n] for pair in pairs] for n in range(2))
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    return Timing(page.title, median(taken), min(taken), median(bare), len(captured))


def _milliseconds(browser: Client, path: str) -> float:
    """Processor time: over SQLite all work is done in this process, and others' work is not counted."""
    began = process_time()
    browser.get(path)
    return (process_time() - began) * 1000

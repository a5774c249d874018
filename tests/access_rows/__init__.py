"""Every address of the portal and who may open it. Read it as the owner would: one line, one address.

`allowed` people get the page (or their action done); the rest get 404 where a record would show that it
exists, 403 where there is nothing to hide. `args` names records of the own school (tests/conftest.py).
A module of this package for each wing or room; `people` names groups of people.
"""

from importlib import import_module
from pkgutil import iter_modules

# Wagtail's own admin: its addresses are tried one by one in tests/resources/guidance.
LIBRARY_PREFIXES = (
    "wagtail",
    "generic",
    "test404",
    "guidance_reviews",
    "^.*/$",
    "cms_",
)

MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
ROWS = [row for module in MODULES for row in getattr(module, "ROWS", [])]

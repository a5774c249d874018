"""Who may import anything at all; what exactly is asked of each importer's own permission."""

import rules
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.bulk.importer import importers_for


@rules.predicate
def may_import_something(user: User | AnonymousUser) -> bool:
    """The person may start at least one kind of import."""
    return isinstance(user, User) and bool(importers_for(user))


rules.add_perm("bulk.import_files", may_import_something)

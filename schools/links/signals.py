"""A person who leaves stands with no school from that moment."""

from typing import Any

from django.dispatch import receiver

from portal.accounts.ended import access_ended
from portal.accounts.models import User
from schools.links.services import end_links_of


@receiver(access_ended, dispatch_uid="links.end_links_of_who_leaves")
def end_links_of_who_leaves(sender: Any, person: User, by: User, **kwargs: Any) -> None:
    end_links_of(person=person, by=by)

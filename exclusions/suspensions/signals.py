"""What is known of a pupil changes: their records follow."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from exclusions.suspensions.services.caring import mark_for_virtual_school
from schools.pupils.changed import facts_changed


@receiver(facts_changed, dispatch_uid="suspensions.follow_facts")
def follow_facts(sender: Any, pupils: Iterable[int], **kwargs: Any) -> None:
    mark_for_virtual_school(pupils)

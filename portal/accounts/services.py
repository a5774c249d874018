"""What a person may change about their own account."""

from django.db import transaction

from portal.accounts.models import User


@transaction.atomic
def update_contact(*, phone: str, availability: str, by: User) -> None:
    """Save how this person can be reached; schools see it on their contact card."""
    User.objects.filter(pk=by.pk).update(phone=phone, availability=availability)
    by.phone, by.availability = phone, availability

"""Tells administrators that the virus scanner found something."""

from django.urls import reverse

from portal.accounts.authority import holders_across_authority
from portal.accounts.enums import Power
from portal.notices.services import notify

KIND = "file.infected"


def tell_administrators(reference: str) -> None:
    """Of a file that is kept and held back (its reference), or of an upload that was turned away (none)."""
    if reference:
        text = f"{reference}: the virus scanner found something in a file, which nobody is given any more."
    else:
        text = (
            "The virus scanner found something in an upload, which was turned away. The audit trail has it."
        )
    notify(
        people=holders_across_authority(Power.MANAGE_SYSTEMS),
        kind=KIND,
        text=text,
        about=reference,
        leads_to=reverse("people:list"),
    )

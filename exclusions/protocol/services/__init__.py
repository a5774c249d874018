"""What changes a case: opening, moving on, closing, who leads it, and chasing what is late."""

from exclusions.protocol.services.chasing import chase_overdue
from exclusions.protocol.services.moving import close_case, complete_stage
from exclusions.protocol.services.opening import open_case, ship_default_protocol
from exclusions.protocol.services.steering import mark_head_considering, set_lead

__all__ = [
    "chase_overdue",
    "close_case",
    "complete_stage",
    "mark_head_considering",
    "open_case",
    "set_lead",
    "ship_default_protocol",
]

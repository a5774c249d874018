"""What changes an own plan: starting, writing, private links, adults' promises, what family may read."""

from exclusions.ownplans.services.keys import end_key, give_key, key_of, try_code
from exclusions.ownplans.services.plans import agree_family, end_plan, finish_sitting, start_plan
from exclusions.ownplans.services.promises import drop_promise, keep_promise, promise
from exclusions.ownplans.services.writing import keep_version, write_part

__all__ = [
    "agree_family",
    "drop_promise",
    "end_key",
    "end_plan",
    "finish_sitting",
    "give_key",
    "keep_promise",
    "keep_version",
    "key_of",
    "promise",
    "start_plan",
    "try_code",
    "write_part",
]

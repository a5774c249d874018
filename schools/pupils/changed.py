"""The moment what is known of pupils changes: rooms above follow, in the same transaction."""

from django.dispatch import Signal

# Sent with `pupils`, their keys: of whom a fact is written, ended, withdrawn or taken back, and whose records
# are merged or parted. A receiver that fails stops the whole.
facts_changed = Signal()

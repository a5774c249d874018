"""The moment a person’s access ends: rooms above take back what they gave, in the same transaction."""

from django.dispatch import Signal

# Sent with `person` and `by`. A receiver that fails stops the whole: nobody half leaves.
access_ended = Signal()

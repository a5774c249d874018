"""Keeping the schools current by itself: fetch the newest file, check it, import it or ask."""

"""The floor (mechanisms without domain) and the roof (what assembles the rooms)."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]

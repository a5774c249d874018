"""Suspensions and permanent exclusions as rates, as the Department publishes them (domain.md 4)."""

"""Safeguarding separations: kept apart from everything about behaviour."""

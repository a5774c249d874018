"""Managed moves: consents, the receiving school’s answer, the roll, and how it goes."""

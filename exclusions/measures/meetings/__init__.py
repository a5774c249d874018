"""Reintegration meetings after suspensions."""

"""Blocks that the bodies of pages are made of, one a file."""

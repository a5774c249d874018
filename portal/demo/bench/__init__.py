"""How fast the pages are, as ratios measured in one run (design: docs/architecture.md, speed)."""

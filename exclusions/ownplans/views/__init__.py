"""Pages of own plans: `plans` for those who work with the young person, `holder` for who has a link."""

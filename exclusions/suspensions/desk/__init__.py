"""The exclusions officer's desk: what is new, what was found, meetings ahead, schools that are late."""

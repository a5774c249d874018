"""What a school sends of its suspensions with the school census: a file, and what to mend before it."""

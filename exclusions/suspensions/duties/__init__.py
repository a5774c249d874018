"""What is owed after a suspension: derived from the record by its rule pack, carried out by people."""

"""Letters: what the law wants said in writing, in the school's name, from texts that the authority edits."""

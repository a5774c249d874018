"""Work lists: what is owed in cases, over all cases that a person sees; by stage on a board; in counts."""

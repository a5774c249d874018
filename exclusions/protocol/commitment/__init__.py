"""The school's commitment to No Need to Exclude: signed by head and chair, renewed each academic year."""

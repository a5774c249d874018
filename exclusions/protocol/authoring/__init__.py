"""Writing the next version of the protocol: as a draft that is checked, previewed, compared, published."""

"""Facts: the only room that asks the table."""

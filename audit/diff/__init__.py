"""Two audits held against each other, and one held against its baseline."""

"""Scripts that make tables of `audit/data`; not part of the program."""

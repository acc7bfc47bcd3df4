"""From facts to what a page needs; one module a section."""

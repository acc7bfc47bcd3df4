"""One format, one file, one function: `render(report) -> bytes`."""

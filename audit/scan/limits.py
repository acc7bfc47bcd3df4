"""What one file may cost. Each limit has a test; each one hit is a code, never silence."""

from __future__ import annotations

FIRST_READ = 64 * 1024
"""Bytes of the first read: the whole header of three files in four."""
NEXT_READ = 256 * 1024
DEPTH = 64
"""Sequences inside sequences."""
ELEMENTS = 200_000
"""Elements a file, at every level together."""
TOP_ELEMENTS = 65_536
"""Elements of the data set itself, without what stands in sequences."""
ITEMS = 100_000
VALUE_BYTES = 16 * 1024
"""Bytes kept of one value."""
VALUE_BYTES_READ = 64 * 1024
"""A wanted value longer than this is cut and the header counts as partly read."""
VALUE_PARTS = 1_024
REMEMBERED_BYTES = 4_096
"""Raw values longer than this are decoded each time: what a reader remembers stays small."""
COLLECTED = 16 * VALUE_PARTS
"""Values collected from all sequences for one column, as for references."""
TEXT_LENGTH = 1_024
"""Characters of a text that ought to have at most 64."""
META_ELEMENTS = 1_000
INFLATED_BYTES = 64 * 1024 * 1024
HEADER_BYTES = 64 * 1024 * 1024
FRAGMENTS = 100_000
FRAMES_KEPT = 4_096
"""Frames of which the positions are kept."""
SECONDS = 5.0
"""Wall time of one file."""
SECONDS_ALONE = 30.0
"""Wall time of its second and last try."""
CPU_SECONDS = 30
"""Processor time that a worker is granted with each item, so that it ends also without a parent."""
WORKER_BYTES = 1024 * 1024 * 1024
"""Address space of a worker."""
RESERVE_BYTES = 48 * 1024 * 1024
"""Address space kept for the answer while an item that may fill the memory is read alone."""
WORKER_ITEMS = 10_000
"""Items after which a worker makes way for a new one."""
WORKER_GROWTH_BYTES = 256 * 1024 * 1024
OPEN_FILES = 256
BATCH = 500
"""Items a worker is given at a time."""
PART = 10_000
"""Items of one Parquet part: what a killed scan has to read again."""

PIXEL_BYTES = 4 * 1024 * 1024 * 1024
"""Bytes of all decoded frames of one object; a larger one is not decoded."""
FRAME_BYTES = 256 * 1024 * 1024
"""Bytes of one decoded frame: only one is held at a time."""
PIXEL_FRAMES = 20_000
"""Frames of one object."""
PIXEL_SECONDS = 30.0
"""Wall time of the pixels of one object."""
PIXEL_SECONDS_ALONE = 120.0
PIXEL_WORKER_BYTES = 3 * 1024 * 1024 * 1024
"""Address space of a worker that decodes: numpy and the decoders take half a gigabyte of it."""
PIXEL_BATCH = 20
"""Objects a decoding worker is given at a time."""

ANNOTATION_ELEMENTS = 2_000_000
"""Elements of one annotation object: a segmentation has twenty and more for each frame."""
ANNOTATION_VALUE = 256
"""Bytes kept of one value of an annotation object: identifiers, codes, numbers."""
ANNOTATION_BATCH = 25
"""Annotation objects or files a worker is given at a time, so that all have some."""
ANNOTATION_XML_BYTES = 16 * 1024 * 1024
ANNOTATION_JSON_BYTES = 48 * 1024 * 1024
"""Parsed JSON takes about ten times as much memory."""
XML_DEPTH = 128
"""Elements inside elements of one XML file."""
XML_ELEMENTS = 500_000
ECHO_BYTES = 1024 * 1024
"""Bytes of a header in which a person's own name, identifier and birth date are searched."""
TEXT_BYTES = 4_096
"""Bytes of one free text in which names, dates, telephone numbers are looked for."""

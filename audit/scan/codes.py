"""Reading codes: what can be wrong with an item, and the status that follows."""

from __future__ import annotations

from collections.abc import Iterable

REJECTING = {
    "empty-file": "the file has no bytes",
    "not-dicom": "the bytes are not those of a DICOM file",
    "no-dataset": "a preamble, and no data set after it",
    "unreadable": "the operating system refuses to open it",
    "path-too-long": "the path is longer than the operating system takes",
    "read-error": "reading failed half way",
    "timeout": "reading took longer than the limit, twice",
    "memory-limit": "reading took more memory than the limit, twice",
    "worker-died": "the reading process died, twice",
    "internal-error": "our reader failed; please report the code of the release",
    "row-invalid": "a row of a table with more or fewer cells than its head",
    "row-empty": "a row of a table without a value in any column that is read",
}
PARTIAL = {
    "truncated": "the file ends inside an element",
    "length-beyond-eof": "a declared length goes beyond the end of the file",
    "no-delimiter": "a sequence or item is not closed where it should be",
    "bad-length": "an undefined length where none may be",
    "depth-limit": "sequences nested deeper than the limit",
    "element-limit": "more elements than the limit",
    "item-limit": "more sequence items than the limit",
    "value-limit": "a value longer than the limit; its beginning was kept",
    "header-limit": "a header longer than the limit",
    "inflate-limit": "inflating gives more bytes than the limit",
    "inflate-error": "the deflated bytes are damaged",
    "byte-order": "labelled big endian and written little endian: the pixels' order is unknown",
    "changed-during-scan": "the file changed while it was read",
}
FINDING = {
    "preamble-executable": "the preamble begins like a program",
    "no-preamble": "no preamble and no DICM mark",
    "no-meta": "no file meta group",
    "meta-length-missing": "the file meta group has no length",
    "meta-length-wrong": "the length of the file meta group is not what it says",
    "meta-oversized": "the file meta group has far too many elements",
    "syntax-missing": "no TransferSyntaxUID; read by the bytes",
    "syntax-unknown": "an unknown TransferSyntaxUID; read by the bytes",
    "syntax-wrong": "the TransferSyntaxUID says otherwise than the bytes; read by the bytes",
    "syntax-retired": "explicit VR big endian, which the standard has retired",
    "sop-mismatch": "the file meta group names another instance than the data set",
    "trailing-data": "bytes after the data set",
    "odd-length": "values of odd length",
    "tag-order": "tags not in ascending order",
    "tag-duplicate": "the same tag twice in one data set",
    "tag-illegal": "a tag that may not stand in a data set",
    "vr-unknown": "a value representation that does not exist",
    "vr-wrong": "a value representation other than the dictionary's",
    "vr-length": "a binary value whose length does not fit its type",
    "group-length-wrong": "a group length that does not fit",
    "private-creator": "private elements without a creator, or a block of creators overfull",
    "sequence-invalid": "a sequence whose content is no item",
    "number-invalid": "a number that is none",
    "date-invalid": "a date, time or age that is none",
    "value-too-long": "a text far longer than its type allows",
    "empty-value": "a value of blanks and NULs only",
    "control-chars": "control characters in a text",
    "bidi-chars": "invisible or direction-changing characters in a text",
    "path-like": "a text that walks up a folder tree",
    "charset-unknown": "an unknown SpecificCharacterSet",
    "charset-mismatch": "bytes that the SpecificCharacterSet does not have",
    "pixel-geometry": "fewer pixel bytes than Rows, Columns and frames ask for",
    "pixel-data-missing": "an image without pixel data",
    "count-invalid": "an instanceCount that is no whole number from 1; it counts as 1",
    "several-values": "a cell with the values of several instances of a series; none was kept",
    "series-repeated": "a row of a series that is there already; it is not counted again",
    "series-conflict": "rows of one series that differ; each counts",
    "source-overlap": "a SOPInstanceUID that another source has; the contents were not compared",
    "dicomdir": "a DICOMDIR: an index, not an image",
    "duplicate-uid": "the same content under the same SOPInstanceUID as an earlier item",
    "uid-conflict": "another content under the same SOPInstanceUID",
    "hash-limit": "a file too long to be compared whole",
    "duplicate-content": "the same pixels under another SOPInstanceUID",
}
SKIPPING = {
    "special-file": "a pipe, socket or device; never opened",
    "link-loop": "a link that leads back to itself",
    "link-dangling": "a link to nothing",
    "link-outside": "a link out of the source",
    "link-not-followed": "a link; see --follow-links",
    "own-output": "the folder this run writes to",
}
MEANING = {**REJECTING, **PARTIAL, **FINDING, **SKIPPING}


def status_of(codes: Iterable[str]) -> str:
    """The status of an item that was opened and gave a data set."""
    status = "ok"
    for code in codes:
        if code in PARTIAL:
            return "partial"
        status = "finding"
    return status

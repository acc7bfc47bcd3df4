"""What an object says and shows, however it is encoded: one digest of header and frames."""

from __future__ import annotations

from hashlib import sha256
from typing import BinaryIO

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.filewriter import correct_ambiguous_vr

from audit.scan.pixel_facts import Frame, content_digest

# They say how pixels are written; what colours they mean is in the digest of the frames.
_ENCODING = frozenset({"PhotometricInterpretation", "PlanarConfiguration"})


class ObjectDigest:
    """Frames as they are decoded, then the header that stands before the pixels."""

    def __init__(self) -> None:
        self._digest = sha256()

    def add(self, frame: Frame, photometric: str) -> None:
        """The next frame, as `content_digest` takes it."""
        self._say(content_digest(frame, photometric))

    def finish(self, file: BinaryIO) -> str | None:
        """
        SHA-256 of the frames and of every element before the pixels, private ones too.

        Left out: the group of file meta, group lengths, and how pixels are written
        (PhotometricInterpretation, PlanarConfiguration). Values count as pydicom decodes them, so
        byte order and VRs written or not make no difference; where they do (OW values of another
        byte order) two digests differ and nothing is claimed. None where a value is unreadable.
        """
        try:
            file.seek(0)
            header = dcmread(file, stop_before_pixels=True, force=True)
            self._take(correct_ambiguous_vr(header, bool(header.original_encoding[1])), _ENCODING)
        except MemoryError:
            raise
        except Exception:  # a damaged value can do anything to a parser
            return None
        return self._digest.hexdigest()

    def _take(self, dataset: Dataset, without: frozenset[str] = frozenset()) -> None:
        for element in dataset:
            if element.tag.element == 0 or element.keyword in without:
                continue
            if element.VR != "SQ":
                self._say(f"{int(element.tag):08X} {element.value!r}")
                continue
            self._say(f"{int(element.tag):08X} {len(element.value)} items")
            for item in element.value:
                self._take(item)
                self._say("end of item")

    def _say(self, text: str) -> None:
        self._digest.update(text.encode("utf-8", "backslashreplace") + b"\0")

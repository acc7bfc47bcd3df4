"""dicom-audit: a true, complete, checkable account of a DICOM dataset."""

__version__ = "0.1.0"

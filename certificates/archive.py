"""The certificates of a group as one ZIP file, under names that people can read."""

from __future__ import annotations

import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from typing import IO

from certificates.models import Certificate

# What Windows, macOS or a shell would trip over in the name of a file.
_FORBIDDEN = frozenset('<>:"/\\|?*')
_IN_MEMORY = 4 * 1024 * 1024


def readable_name(certificate: Certificate) -> str:
    """``A4SC-2026-00588-H Thandiwe Chirwa.pdf``: the number first, so that it is unique and sorts."""
    kept = "".join(char for char in certificate.name if char not in _FORBIDDEN and unicodedata.category(char)[0] != "C")
    name = " ".join(kept.split())[:60].strip(" .")
    return f"{certificate.number} {name}.pdf" if name else f"{certificate.number}.pdf"


def pack(certificates: Iterable[Certificate]) -> IO[bytes]:
    """A ZIP file, positioned at its start; on disk when large. PDFs are compressed already."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (the response closes it)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for certificate in certificates:
            with certificate.pdf.open("rb") as file:
                archive.writestr(readable_name(certificate), file.read())
    out.seek(0)
    return out

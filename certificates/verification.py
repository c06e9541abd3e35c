"""Whether a paper or a file is genuine: by its code, the name on it, or its bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.numbering import CODE_LENGTH, read_code
from lms.common import numbers

MAX_FILE_BYTES = 2 * 1024 * 1024
# Never given out: looked for when what was typed cannot be a code, so that every answer costs the same.
_NO_CODE = "u" * CODE_LENGTH
_CLAIM = re.compile(rb"<dc:identifier>([0-9A-Za-z-]{1,40})</dc:identifier>")
_VERIFY_LINK = re.compile(r"/verify/([0-9A-Za-z-]{24,40})")


def find(text: str) -> Certificate | None:
    """The certificate of a typed or linked code. One query, whatever was typed."""
    code = read_code(text) or _NO_CODE
    return Certificate.objects.select_related("country", "replaced_by").filter(code=code).first()


def same_name(typed: str, printed: str) -> bool:
    """Whether two names are the same but for capitals, blanks and the way their letters are composed.

    A name that was erased at its holder's wish matches nothing.
    """
    return bool(printed) and _plain(typed) == _plain(printed)


def _plain(name: str) -> str:
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    # Direction marks and other invisible signs come along when a name is copied; joiners belong to it.
    seen = "".join(char for char in composed if unicodedata.category(char) != "Cf" or char in "\u200c\u200d")
    return " ".join(seen.split())


@dataclass(frozen=True)
class FileCheck:
    """What a file is: ``certificate`` it claims to be, and ``genuine`` if it is the very file that was issued."""

    certificate: Certificate | None
    genuine: bool
    sha256: str


def check_file(chunks: Iterable[bytes]) -> FileCheck:
    """Compare a file with what was issued. The file is read once and not kept."""
    data = b"".join(chunks)
    digest = hashlib.sha256(data).hexdigest()
    certificate = (
        Certificate.objects.select_related("country", "replaced_by").filter(sha256=digest).order_by("pk").first()
    )
    if certificate:
        return FileCheck(certificate, genuine=True, sha256=digest)
    number = claimed_number(data)
    claimed = Certificate.objects.filter(number=number).first() if number else None
    return FileCheck(claimed, genuine=False, sha256=digest)


def claimed_number(data: bytes) -> str:
    """The number that a PDF says it has, or nothing. It proves nothing by itself.

    Read where ``certificates.pdf.finish`` writes it in plain text. A stranger's file is never parsed: its tables may
    be made to hold a processor for hours.
    """
    found = _CLAIM.search(data) if data.startswith(b"%PDF-") else None
    return found[1].decode("ascii") if found else ""


def code_in(text: str) -> str:
    """The code in a typed text, which may be the whole address of the public check."""
    link = _VERIFY_LINK.search(text)
    return read_code(link[1] if link else text)


def conditions_met(certificate: Certificate) -> list[str]:
    """What the rule found when the certificate was issued, in the reader's language."""
    facts = certificate.facts
    told = []
    if facts.get("recorded"):
        told.append(_("Recorded as having attended"))
    if facts.get("halves"):
        attended = float(facts.get("attended", 0))
        told.append(
            _("Present at %(attended)s of %(total)s half days")
            % {
                "attended": numbers.number(attended, 0 if attended.is_integer() else 1),
                "total": numbers.number(facts["halves"]),
            }
        )
    if facts.get("lessons_total"):
        told.append(_("Every required lesson finished"))
    if facts.get("post_test"):
        told.append(_("Post-test passed"))
    return told

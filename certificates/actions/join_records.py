"""Two enrolments of one officer in one training become one: her certificates, none of which is lost."""

from __future__ import annotations

from itertools import pairwise

from certificates.models import Certificate, Status
from courses.models import Enrolment

# Above every real version, while they are numbered anew.
ASIDE = 10_000


def join_certificates(keep: Enrolment, gone: Enrolment) -> int:
    """One line of versions: the last valid one is the current one, the others say that a newer one replaced them.

    Every number and code still leads to its own certificate. Runs in the caller's transaction.
    """
    lines = [list(one.certificates.select_for_update().order_by("version")) for one in (keep, gone)]
    moved = len(lines[1])
    if not moved:
        return 0
    # The line whose last certificate holds comes last; of two that hold, the one issued later.
    lines = [line for line in lines if line]
    lines.sort(key=lambda line: (line[-1].status == Status.VALID, line[-1].issued_at))
    for line in lines[:-1]:
        Certificate.objects.filter(pk=line[-1].pk).update(status=Status.REPLACED)
    ordered = [certificate for line in lines for certificate in line]
    for offset in (ASIDE, 1):
        for place, certificate in enumerate(ordered):
            Certificate.objects.filter(pk=certificate.pk).update(enrolment=keep, version=offset + place)
    for earlier, later in pairwise(lines):
        Certificate.objects.filter(pk=later[0].pk, replaces=None).update(replaces=earlier[-1])
    return moved

"""What a line of the log may say about a request: which page, not whose."""

from __future__ import annotations

import logging

from django.http import HttpRequest


class DiscreetAddresses(logging.Filter):
    """Puts the pattern of a page in the place of its address, which can hold a link's token, a code or a key.

    Django gives its lines about requests the request itself and has the address among the arguments. Of an address
    that belongs to no page the first part is kept, to tell a broken link from a scan.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            # Django escapes what it logs.
            address = request.path.encode("unicode_escape").decode("ascii")
            shown = address_of(request)
            record.args = tuple(shown if argument == address else argument for argument in record.args)
        return True


def address_of(request: HttpRequest) -> str:
    """``/en/join/confirm/<str:token>/`` instead of the address itself; ``/wp-admin/…`` where no page is."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    first = request.path.lstrip("/").partition("/")[0]
    return f"/{first}/…" if first != request.path.strip("/") else f"/{first}"

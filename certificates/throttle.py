"""A brake on the public check.

It holds back floods, not guesses: a code has 120 random bits, so guessing fails with or without it.
The counts are rows (``lms.people.limits``), the same for every process, by network and without an address.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.people.limits import PUBLIC_CHECK, limited


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/too_often.html", status=429)


braked = limited(PUBLIC_CHECK, _too_often)
"""Decorator: answer 429 to a network that asks too often."""

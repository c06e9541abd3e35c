"""What every template may ask for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lms.common import languages


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and the page's language and direction."""
    code = languages.current()
    return {
        "site_name": settings.SITE_NAME,
        "page_language": code,
        "page_direction": languages.direction(code),
        "is_demo": settings.DEMO,
    }

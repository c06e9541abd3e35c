"""The pages alone, for WSGI workers behind a proxy; sockets then go to Daphne."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()

from lms.common.checks import refuse_unsafe_start  # noqa: E402

# Beside these workers runs at least a Daphne: more than one process.
refuse_unsafe_start(processes=2)

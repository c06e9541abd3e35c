"""The site under ASGI: pages and sockets.

Sockets are taken only from pages of this very site (scheme, host and port); the rooms' consumer reads
the session itself. An address that no room answers is refused.
"""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
pages = get_asgi_application()

# Django must be set up before the consumers and their models are imported.
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from lms.common.asgi import Guard, NoSuchSocket  # noqa: E402
from lms.common.checks import refuse_unsafe_start  # noqa: E402
from lms.rooms.routing import websocket_urlpatterns  # noqa: E402

refuse_unsafe_start()

sockets = OriginValidator(
    URLRouter([*websocket_urlpatterns, re_path(r"", NoSuchSocket.as_asgi())]),
    settings.SOCKET_ORIGINS,
)
application = Guard(ProtocolTypeRouter({"http": pages, "websocket": sockets}))

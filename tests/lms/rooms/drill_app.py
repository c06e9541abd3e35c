"""The site for drills with a real server: the rooms of kind ``drill`` are open to all who are logged in.

Those whose address begins with ``trainer`` run them; those whose family name is ``Gone`` are out, and those who
are here by their role alone (``function``) when they have it no more.
"""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: E402

from lms.rooms import access  # noqa: E402
from lms.rooms.routing import websocket_urlpatterns  # noqa: E402


def policy(person, room):
    if person.family_name == "Gone" or (person.function == "By role" and not person.has_role("reviewer")):
        return None
    return access.MODERATOR if person.email.startswith("trainer") else access.PARTICIPANT


access.register_policy(
    "drill", policy, many=lambda room, people: {p.pk: r for p in people if (r := policy(p, room)) is not None}
)
sockets = OriginValidator(URLRouter(websocket_urlpatterns), [settings.BASE_URL])
application = ProtocolTypeRouter({"http": ASGIStaticFilesHandler(pages), "websocket": sockets})

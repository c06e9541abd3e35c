"""Load the demo world into an empty database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

import courses.catalogue
from courses.catalogue.actions.import_tools import import_tools
from courses.catalogue.actions.publish_tools import publish_tools
from courses.catalogue.models import Tool
from lms.common.errors import Refused
from lms.demo.ahead import load_ahead
from lms.demo.cast import CAST, make_cast
from lms.demo.finished import load_finished
from lms.demo.joining import load_joining
from lms.demo.officers import load_officers
from lms.demo.privacy import load_privacy
from lms.demo.today import load_today
from lms.people.models import Person
from lms.reports.actions.refresh_facts import refresh_facts

TOOLS = Path(courses.catalogue.__file__).parent / "data" / "ai_tools.csv"


def load_demo(*, size: str = "full", tell: Callable[[str], None]) -> bool:
    """Load the demo world; False if it is there already. ``tell`` hears of each step.

    Raises Refused at a public address and for a database that holds other people.
    """
    if not settings.IS_LOOPBACK:
        raise Refused(_("The demo world is for this machine alone, and this site has a public address."), code="public")
    if Person.objects.filter(email=CAST[0].email).exists():
        return False
    if Person.objects.exists():
        raise Refused(_("This database holds people already. The demo world needs an empty one."), code="not_empty")
    tell("the cast")
    cast = make_cast()
    tell("the tools catalogue")
    import_tools(data=TOOLS.read_bytes(), actor=cast["editor"])
    # Published are those whose existence a public page confirms.
    publish_tools(slugs=Tool.objects.filter(is_verified=True).values_list("slug", flat=True), actor=cast["editor"])
    load_finished(trainer=cast["trainer"], coordinator=cast["coordinator"], size=size, tell=tell)
    tell("today's training")
    load_today(participant=cast["participant"], trainer=cast["trainer"], coordinator=cast["coordinator"])
    load_ahead(trainer=cast["trainer"])
    load_privacy(member=cast["member"])
    tell("the officers' network")
    load_officers(participant=cast["participant"], member=cast["member"])
    tell("the applications")
    load_joining(cast=cast)
    tell("the report")
    refresh_facts()
    return True

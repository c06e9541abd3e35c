"""Publish tools that an editor has looked at."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Tool
from courses.catalogue.querysets import sees_drafts
from lms.audit.actions import record
from lms.common.errors import Refused
from lms.people.models import Person


def publish_tools(*, slugs: Iterable[str], actor: Person) -> int:
    """Show these tools to members, reviewed today by ``actor``; return how many became public by this call.

    Tools that are published already stay as they are. Raises Refused for somebody who does not edit
    the catalogue.
    """
    if not sees_drafts(actor):
        raise Refused(_("Only editors publish tools."), code="not_editor")
    today = timezone.now().date()
    with transaction.atomic():
        waiting = list(
            Tool.objects.select_for_update().filter(slug__in=list(slugs)).exclude(status=Tool.Status.PUBLISHED)
        )
        for tool in waiting:
            record(
                actor=actor,
                verb="catalogue.publish_tools",
                target=tool,
                changes={"status": [tool.status, Tool.Status.PUBLISHED.value]},
            )
        Tool.objects.filter(pk__in=[tool.pk for tool in waiting]).update(
            status=Tool.Status.PUBLISHED, reviewer=actor, last_reviewed_on=today, updated_at=timezone.now()
        )
    return len(waiting)

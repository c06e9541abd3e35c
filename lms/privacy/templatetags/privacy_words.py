"""Words for what is kept, for how long, and why something is refused."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.common.numbers import number
from lms.common.personal import Holding
from lms.privacy.models import RefusalReason

register = template.Library()


@register.filter
def keeping_time(days: int | None) -> str:
    """For how long rows are kept, in words; None: as long as there is an account."""
    if days is None:
        return _("as long as there is an account")
    if days == 0:
        return _("until it ends by itself")
    if days >= 365 and days % 365 == 0:
        years = days // 365
        return ngettext("%(number)s year", "%(number)s years", years) % {"number": number(years)}
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": number(days)}


@register.filter
def how_long(holding: Holding) -> str:
    """For how long the rows of a holding are kept, and from when that counts where it is not plain."""
    time = keeping_time(holding.keep_days)
    return str(holding.until) % {"time": time} if holding.until else time


@register.simple_tag
def refusal_words(code: str) -> str:
    """The sentence of a reason to refuse."""
    return str(RefusalReason(code).label) if code in RefusalReason.values else ""

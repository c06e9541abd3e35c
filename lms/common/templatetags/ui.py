"""Template tags of the interface; built in, so templates need no ``load``."""

from __future__ import annotations

import datetime as dt
import functools
import math
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.common import languages, numbers, zones
from lms.common import when as times

register = template.Library()

# Icons that point along the reading direction, and so turn around with it.
MIRRORED = frozenset({"back", "next", "chevron", "send", "external", "logout", "list", "trend"})

# State → the word beside its glyph. Shape and word carry the state; colour only helps.
WORDS: dict[str, str | Promise] = {
    "todo": gettext_lazy("Not started"),
    "in_progress": gettext_lazy("In progress"),
    "done": gettext_lazy("Done"),
    "passed": gettext_lazy("Passed"),
    "due": gettext_lazy("Due soon"),
    "overdue": gettext_lazy("Late"),
    "error": gettext_lazy("Needs to be put right"),
    "locked": gettext_lazy("Locked"),
    "new": gettext_lazy("New"),
    "update": gettext_lazy("Update"),
    "already": gettext_lazy("Already in"),
    "cancelled": gettext_lazy("Cancelled"),
    "present": gettext_lazy("Present"),
    # Of a person; an overdue task is "late" in another word in some languages.
    "late": pgettext_lazy("attendance", "Late"),
    "partly": gettext_lazy("Partly present"),
    "excused": gettext_lazy("Excused"),
    "absent": gettext_lazy("Absent"),
    "not_marked": gettext_lazy("Not marked"),
}
# Glyphs that two states share.
_GLYPH = {"present": "done"}


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers unless it has a ``label``. Sizes: small, large."""
    return _icon(name, str(label), size)


# A long list has a hundred, and all but a few are the same.
@functools.lru_cache(1024)
def _icon(name: str, label: str, size: str) -> SafeString:
    classes = " ".join(
        part for part in ("icon", f"icon-{size}" if size else "", "icon-mirror" if name in MIRRORED else "") if part
    )
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        classes, said, static("icons/sprite.svg"), name,
    )  # fmt: skip


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The shape of a state alone; only where its word stands beside it anyway."""
    return format_html(
        '<svg class="glyph st-{}" aria-hidden="true" focusable="false"><use href="{}#state-{}"></use></svg>',
        name,
        static("icons/sprite.svg"), _GLYPH.get(name, name),
    )  # fmt: skip


@register.simple_tag
def state(name: str, word: str = "", pill: bool = False) -> SafeString:
    """A state as glyph and word: inline, or as a tag with ``pill=True``. ``word`` replaces the usual one.

    A name that is not in ``WORDS`` raises ``KeyError``: a state without a word would be colour alone.
    """
    usual = WORDS[str(name)]
    kind = "tag" if pill else "st"
    return format_html(
        '<span class="{} {}-{}">{}<span>{}</span></span>', kind, kind, name, glyph(str(name)), word or usual
    )


@register.simple_tag
def text(value: Any, language: str | None = None, note: bool = False) -> SafeString:
    """An authored text in the reader's language, marked with the language it is really in.

    With ``note=True`` a visible line says so when it is shown in another language than the page's.
    """
    shown = languages.localized(value, language)
    marked = format_html('<span lang="{}" dir="{}">{}</span>', shown.language, shown.direction, shown.text)
    if not (note and shown.is_fallback):
        return marked
    own_name = format_html(
        '<bdi lang="{}" dir="{}">{}</bdi>', shown.language, shown.direction, languages.Language(shown.language).label
    )
    said = numbers.fill(_("Not translated yet, shown in %(language)s."), language=own_name)
    return format_html('{} <small class="muted fallback-note">{}</small>', marked, said)


@register.simple_tag
def person_name(person: Any) -> SafeString:
    """A person's name, isolated so that it cannot turn the text around it."""
    name = str(getattr(person, "full_name", person) or _("Name not given"))
    return format_html('<bdi class="person-name">{}</bdi>', name)


@register.simple_tag
def code(value: Any) -> SafeString:
    """A code, number or address, isolated and left to right."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


@register.simple_tag
def number(value: Any, decimals: int = 0) -> str:
    """A number with the separators and digits of the reader's language."""
    return numbers.number(value, decimals)


@register.filter
def digits(value: Any) -> str:
    """A number or time inside a translated sentence, in the digits of the reader's language."""
    return numbers.digits(str(value))


@register.filter
def size(octets: int) -> str:
    """How large a file is, as the language writes it."""
    return numbers.size(octets)


@register.filter
def listed(values: Any) -> str:
    """Several words in one line, joined as the reader's language joins them."""
    return numbers.listed(values)


@register.simple_tag
def signed(value: Any, decimals: int = 0) -> SafeString:
    """A change as a number with its sign, kept together and on the side where the language has it."""
    return format_html('<bdi class="nowrap">{}</bdi>', numbers.signed(value, decimals))


@register.simple_tag
def percent(value: Any, decimals: int = 0) -> str:
    """A share from 0 to 100 as a percentage of the reader's language."""
    return numbers.percent(value, decimals)


@register.simple_tag
def when(start: dt.datetime, end: dt.datetime | None = None, zone: times.Zone = None, day: bool = True) -> SafeString:
    """A moment or a span at its place, and the reader's own time where the clocks differ (``lms.common.when``)."""
    return format_html('<span class="when">{}</span>', times.sentence(start, end or None, zone, with_day=day))


@register.inclusion_tag("components/clocks.html")
def clocks(start: dt.datetime, end: dt.datetime | None = None, zone: times.Zone = None) -> dict[str, Any]:
    """The time at the place and the reader's own, side by side; one clock where they agree."""
    return {"faces": times.faces(start, end or None, zone)}


@register.simple_tag
def day(value: dt.date | None, zone: times.Zone = None, long: bool = False) -> SafeString:
    """A date with its weekday; of a moment, the date in ``zone`` (default: the reader's)."""
    if value is None:
        return SafeString("")
    if isinstance(value, dt.datetime):
        value = value.astimezone(times.as_zone(zone)).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), times.day(value, long=long))


@register.simple_tag
def days(first: dt.date | None, last: dt.date | None) -> SafeString:
    """From one day to another, in one piece that does not break: ``24–25 Nov 2026``."""
    if first is None or last is None:
        return SafeString("")
    return format_html('<bdi class="nowrap">{}</bdi>', times.days(first, last))


@register.simple_tag
def clock(value: dt.datetime | dt.time | None, zone: times.Zone = None) -> SafeString:
    """Hours and minutes; of a moment, in ``zone`` (default: the reader's)."""
    if value is None:
        return SafeString("")
    if isinstance(value, dt.datetime):
        value = value.astimezone(times.as_zone(zone))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), times.clock(value))


@register.filter
def zone_city(key: str) -> SafeString:
    """The city that a time zone is named after, in the reader's language."""
    return times.isolated(zones.city(key) or key)


@register.simple_tag
def duration(minutes: int) -> str:
    """A length of time in minutes, in words: ``1 h 30 min``."""
    return times.duration(minutes)


@register.filter
def minutes_until(moment: dt.datetime) -> int:
    """Whole minutes from now to ``moment``, at least 1."""
    return max(math.ceil((moment - timezone.now()).total_seconds() / 60), 1)


@register.simple_tag
def progress(value: float, total: float = 100, word: str = "", label: str = "", kind: str = "") -> SafeString:
    """A bar of ``value`` in ``total``; ``word`` stands beside it; kinds: "" (in progress), ok, gold."""
    share = 0 if not total else min(max(100 * float(value) / float(total), 0), 100)
    beside = format_html("<span>{}</span>", word) if word else ""
    return format_html(
        '<div class="progress{}" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{}" '
        'aria-label="{}"{}><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"></rect></svg>{}</div>',
        f" is-{kind}" if kind else "", f"{share:.0f}", label or _("Progress"),
        format_html(' aria-valuetext="{}"', word) if word else "", f"{share:.1f}", beside,
    )  # fmt: skip


@register.simple_tag
def masked(under: int | None = None) -> SafeString:
    """A figure that is kept back: "under 5", or "withheld" where even that would tell too much."""
    word = _("under %(limit)s") % {"limit": numbers.number(under)} if under else _("withheld")
    return format_html('<span class="masked">{}</span>', word)


@register.inclusion_tag("components/saved.html")
def saved_marker(state: str = "", at: Any = None) -> dict[str, Any]:
    """The marker that says what was kept; ``js/saved.js`` changes it. States: saved, failed, offline, changed."""
    return {"state": state, "at": at}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What is to be put right, on top of the page, each line a link to its field."""
    found: list[dict[str, str]] = []
    for form in forms:
        if form is None or not form.is_bound:
            continue
        found.extend({"label": "", "text": str(error), "target": ""} for error in form.non_field_errors())
        for bound in form:
            target = bound.id_for_label or bound.auto_id
            found.extend(
                {"label": str(bound.label), "text": str(error), "target": str(target)} for error in bound.errors
            )
    return {"errors": found}


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """This page in each of the six languages: code, own name, direction, address, whether it is the current one."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else "/"
    now = languages.current()
    return [
        {
            "code": each.value,
            "name": each.label,
            "direction": languages.direction(each.value),
            "url": languages.address_in(each.value, here),
            "is_current": each.value == now,
        }
        for each in languages.Language
    ]


class FilledNode(template.Node):
    """Renders an element only when there is something in it."""

    def __init__(self, nodelist: NodeList, element: str, classes: str) -> None:
        self.nodelist = nodelist
        self.element = element
        self.classes = classes

    def render(self, context: Context) -> SafeString:
        # What the nodes rendered is safe already; strip() alone would forget that.
        inner = mark_safe(self.nodelist.render(context).strip())
        if not inner:
            return SafeString("")
        return format_html('<{0} class="{1}">{2}</{0}>', mark_safe(self.element), self.classes, mark_safe(inner))


@register.tag
def filled(parser: Parser, token: Token) -> FilledNode:
    """``{% filled div page-lede %}…{% endfilled %}``: the element, but never an empty one.

    Layouts use it around blocks that a page may leave empty. The names are written plainly, not as variables.
    """
    try:
        _tag, element, *classes = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("filled needs an element and its classes") from None
    nodelist = parser.parse(("endfilled",))
    parser.delete_first_token()
    return FilledNode(nodelist, element, " ".join(classes))

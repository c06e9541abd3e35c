"""Dates and times as people read them: the venue's clock first, the reader's own beside it."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from babel.dates import format_date, format_interval, format_time
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.common import languages, zones
from lms.common.numbers import digits, fill, locale

type Zone = dt.tzinfo | str | None

# Weekday, day, month and year in the order of the language (patterns of the Unicode CLDR, UTS 35).
_DAY = {
    "ar": "EEEE d MMMM y", "zh-hans": "y年M月d日 EEE", "en": "EEE d MMM y",
    "fr": "EEE d MMM y", "ru": "EEE d MMM y", "es": "EEE d MMM y",
}  # fmt: skip
_LONG_DAY = {
    "ar": "EEEE d MMMM y", "zh-hans": "y年M月d日 EEEE", "en": "EEEE d MMMM y",
    "fr": "EEEE d MMMM y", "ru": "EEEE, d MMMM y", "es": "EEEE, d 'de' MMMM 'de' y",
}  # fmt: skip


def as_zone(zone: Zone) -> dt.tzinfo:
    """The zone of a name or a zone; ``None`` is the reader's own, which the request has activated."""
    if zone is None or zone == "":
        return timezone.get_current_timezone()
    return zoneinfo.ZoneInfo(zone) if isinstance(zone, str) else zone


def day(value: dt.date, *, long: bool = False, language: str | None = None) -> str:
    """A date with its weekday, e.g. ``Mon 1 Mar 2027`` (``long``: ``Monday 1 March 2027``)."""
    code = language or languages.current()
    pattern = (_LONG_DAY if long else _DAY)[code]
    return digits(str(format_date(value, pattern, locale=locale(code))), code)


def days(first: dt.date, last: dt.date, language: str | None = None) -> str:
    """From one day to another, as short as the language writes it: ``24–25 Nov 2026``; one day with its weekday."""
    if first == last:
        return day(first, language=language)
    code = language or languages.current()
    return digits(str(format_interval(first, last, "yMMMd", locale=locale(code))), code)


def clock(value: dt.datetime | dt.time, language: str | None = None) -> str:
    """Hours and minutes, 24 hours: ``09:00``."""
    code = language or languages.current()
    return digits(str(format_time(value.replace(tzinfo=None), "HH:mm", locale=locale(code))), code)


def offset(value: dt.datetime) -> str:
    """The distance to UTC of a moment in its zone: ``UTC+03:00``, ``UTC``."""
    seconds = int((value.utcoffset() or dt.timedelta()).total_seconds())
    if not seconds:
        return "UTC"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'+' if seconds > 0 else '−'}{hours:02}:{minutes:02}"


def place(zone: dt.tzinfo, language: str | None = None) -> str:
    """The city that a zone is named after, in the language; empty where it is named after none (UTC)."""
    return zones.city(getattr(zone, "key", ""), language)


def duration(minutes: int) -> str:
    """A length of time: ``12 min``, ``1 h 30 min``, ``2 h``."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return pgettext("duration", "%(minutes)s min") % {"minutes": digits(str(rest))}
    if not rest:
        return pgettext("duration", "%(hours)s h") % {"hours": digits(str(hours))}
    return pgettext("duration", "%(hours)s h %(minutes)s min") % {
        "hours": digits(str(hours)),
        "minutes": digits(f"{rest:02}"),
    }


def day_shift(own: dt.datetime, there: dt.datetime) -> str:
    """In words, where the reader's date differs from the venue's at the same moment; empty where it does not."""
    days = (own.date() - there.date()).days
    if days > 0:
        return pgettext("the reader's day, seen from the venue", "next day")
    if days < 0:
        return pgettext("the reader's day, seen from the venue", "the day before")
    return ""


@dataclass(frozen=True)
class Face:
    """One clock: where, from when to when, how far from UTC, and whether it is another day there."""

    place: str
    start: dt.datetime
    end: dt.datetime | None
    shift: str
    is_own: bool

    @property
    def starts(self) -> str:
        return clock(self.start)

    @property
    def ends(self) -> str:
        return clock(self.end) if self.end else ""

    @property
    def offset(self) -> str:
        return offset(self.start)

    @property
    def hour_angle(self) -> int:
        """Degrees of the hour hand from twelve."""
        return self.start.hour % 12 * 30 + self.start.minute // 2

    @property
    def minute_angle(self) -> int:
        """Degrees of the minute hand from twelve."""
        return self.start.minute * 6


def faces(start: dt.datetime, end: dt.datetime | None = None, zone: Zone = None, own: Zone = None) -> list[Face]:
    """The venue's clock, and the reader's where the two differ at that moment."""
    there, here = as_zone(zone), as_zone(own)
    start_there, start_here = start.astimezone(there), start.astimezone(here)
    same = start_there.utcoffset() == start_here.utcoffset()
    venue = Face(place(there), start_there, end.astimezone(there) if end else None, "", is_own=same)
    if same:
        return [venue]
    shift = day_shift(start_here, start_there)
    return [venue, Face(place(here), start_here, end.astimezone(here) if end else None, shift, is_own=True)]


def clocks_differ(moment: dt.datetime, zone: Zone) -> bool:
    """Whether the reader's clock shows another time than the one in ``zone`` at that moment."""
    return moment.astimezone(as_zone(zone)).utcoffset() != moment.astimezone(as_zone(None)).utcoffset()


def _marked(moment: dt.datetime, shown: str) -> SafeString:
    """A time that machines can read and that the text around it cannot turn around."""
    return fill('<time datetime="%(iso)s">%(shown)s</time>', iso=moment.isoformat(), shown=shown, markup=True)


def sentence(
    start: dt.datetime, end: dt.datetime | None = None, zone: Zone = None, *, own: Zone = None, with_day: bool = True
) -> SafeString:
    """Both times in one line: ``Mon 1 Mar 2027, 09:00–10:30 (Nairobi, UTC+03:00) · your time 07:00 (Rome)``.

    The second part stands only where the two clocks differ; another day is said in words.
    """
    first, *second = faces(start, end, zone, own)
    parts = [_venue_part(first, with_day=with_day, with_place=zone is not None)]
    if second:
        parts.append(_own_part(second[0]))
    return mark_safe(" · ".join(parts))


def _span(face: Face, *, with_day: bool) -> SafeString:
    """The face's start and end, each marked; over midnight the second day is named too."""
    start, end = face.start, face.end
    shown = _marked(start, face.starts)
    if with_day:
        shown = fill(_("%(day)s, %(time)s"), day=isolated(day(start.date())), time=shown)
    if end is None:
        return shown
    if end.date() == start.date():
        times = fill(
            pgettext("from one time to another", "%(start)s–%(end)s"),
            start=_marked(start, face.starts),
            end=_marked(end, face.ends),
        )
        return fill(_("%(day)s, %(time)s"), day=isolated(day(start.date())), time=times) if with_day else times
    until = fill(_("%(day)s, %(time)s"), day=isolated(day(end.date())), time=_marked(end, face.ends))
    return fill(pgettext("from one date to another", "%(start)s to %(end)s"), start=shown, end=until)


def _venue_part(face: Face, *, with_day: bool, with_place: bool) -> SafeString:
    span = _span(face, with_day=with_day)
    if not with_place:
        return span
    apart = mark_safe(f'<bdi dir="ltr">{face.offset}</bdi>')
    if not face.place:
        return fill(_("%(time)s (%(offset)s)"), time=span, offset=apart)
    return fill(_("%(time)s (%(place)s, %(offset)s)"), time=span, place=isolated(face.place), offset=apart)


def _own_part(face: Face) -> SafeString:
    time = _marked(face.start, face.starts)
    where = isolated(face.place or "UTC")
    if face.shift:
        return fill(_("your time %(time)s, %(shift)s (%(place)s)"), time=time, shift=face.shift, place=where)
    return fill(_("your time %(time)s (%(place)s)"), time=time, place=where)


def isolated(text: str) -> SafeString:
    """``text`` in its own direction, whatever stands around it."""
    return fill("<bdi>%(text)s</bdi>", text=text, markup=True)

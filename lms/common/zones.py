"""Time zones by the names of their cities, in the reader's language.

Which zones there are: ``zone.tab`` of the IANA time zone database, from the tzdata package. Names: the
exemplar cities of the Unicode CLDR, which Babel carries; it leaves out a name that is the zone's own last part.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import zoneinfo
from functools import cache

from babel import Locale
from babel.core import get_global
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.common import languages
from lms.common.numbers import locale
from lms.common.texts import fold

# The first part of a zone's name → the region of the CLDR (UN M49). Two oceans have no such region.
_REGIONS = {
    "Africa": "002", "America": "019", "Antarctica": "AQ", "Arctic": "150", "Asia": "142", "Australia": "009",
    "Europe": "150", "Pacific": "009",
}  # fmt: skip


@cache
def listed() -> frozenset[str]:
    """The zones to choose from, each once; the other names are older ones of these."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset({row[2] for row in rows} & zoneinfo.available_timezones()) | {"UTC"}


@cache
def _names_of_each() -> dict[str, tuple[str, ...]]:
    """Any name of a zone → all the names that the CLDR has for the same zone."""
    same: dict[str, set[str]] = {}
    for alias, name in get_global("zone_aliases").items():
        same.setdefault(name, {name}).add(alias)
    return {name: tuple(sorted(names)) for names in same.values() for name in names}


def canonical(key: str) -> str:
    """The listed zone that ``key`` is an older name of: ``Asia/Calcutta`` → ``Asia/Kolkata``; else ``key``."""
    if key in listed():
        return key
    return next((name for name in _names_of_each().get(key, ()) if name in listed()), key)


def city(key: str, language: str | None = None) -> str:
    """The city that a zone is named after: ``Africa/Harare`` → ``Хараре``; empty for a zone without a city."""
    if "/" not in key or key.startswith("Etc/"):
        return ""
    known = Locale.parse(locale(language)).time_zones
    for name in (key, *_names_of_each().get(key, ())):
        if name in known and (found := known[name].get("city")):
            return str(found)
    return canonical(key).rpartition("/")[2].replace("_", " ")


def offset(key: str, at: dt.datetime | None = None) -> str:
    """How far a zone is from UTC now (or ``at`` a moment), briefly: ``UTC+2``, ``UTC−3:30``, ``UTC``."""
    moment = (at or timezone.now()).astimezone(zoneinfo.ZoneInfo(key))
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _order(text: str, language: str) -> str:
    """A key that sorts as the language does, near enough for a list to be searched by eye."""
    if language == "zh-hans":
        # GB 2312, whose codes GB 18030 keeps, has the common characters in the order of their Pinyin.
        return text.encode("gb18030").hex()
    return text.casefold().replace("ё", "е") if language == "ru" else fold(text)


def _area(part: str, language: str) -> str:
    if part in _REGIONS:
        return str(Locale.parse(locale(language)).territories[_REGIONS[part]])
    return {"Atlantic": _("Atlantic Ocean"), "Indian": _("Indian Ocean")}[part]


@cache
def _by_area(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Area → ``(zone, city)``, both in the order of the language, which must be the active one."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for key in listed() - {"UTC"}:
        areas.setdefault(_area(key.partition("/")[0], language), []).append((key, city(key, language)))
    return [
        (area, sorted(areas[area], key=lambda row: _order(row[1], language)))
        for area in sorted(areas, key=lambda area: _order(area, language))
    ]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones for a select, by area, with how far each is from UTC now: ``Africa/Harare``, ``Хараре (UTC+2)``."""
    now = timezone.now()
    return [
        ("UTC", [("UTC", "UTC")]),
        *(
            (area, [(key, f"{name} ({offset(key, now)})") for key, name in rows])
            for area, rows in _by_area(languages.current())
        ),
    ]

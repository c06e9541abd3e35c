"""What a certificate says in each language: sentences, dates and numbers.

The words lie in ``data/texts.toml`` and not in the catalogues: they are official wording that is
printed for good, and a missing one must stop a test, not fall back to another language.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel import Locale

from courses.models import Mode

TEXTS = Path(__file__).parent / "data" / "texts.toml"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# British English, because the rest of the site is; the others as the language itself.
LOCALES: Final = {"en": "en_GB", "zh-hans": "zh_Hans", "fr": "fr", "es": "es", "ru": "ru", "ar": "ar"}


@functools.cache
def texts() -> dict[str, dict[str, Any]]:
    """Language → key → words."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def isolated(value: str) -> str:
    """``value`` between marks that keep its own direction from mixing with the sentence's."""
    return f"{ISOLATE}{value}{END_ISOLATE}"


@dataclass(frozen=True)
class Run:
    """A piece of a sentence, set bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Words:
    """The wording of one language."""

    language: str

    def __getitem__(self, key: str) -> str:
        return str(texts()[self.language][key])

    def say(self, key: str, **values: str) -> str:
        """The words of ``key``, filled in."""
        return self[key].format(**values)

    @property
    def locale(self) -> Locale:
        return Locale.parse(LOCALES[self.language])

    def digits(self, number: int) -> str:
        """A number in the digits of the language; no grouping."""
        return str(number).translate(ARABIC_DIGITS) if self.language == "ar" else str(number)

    def month(self, month: int) -> str:
        """A month's name as it stands in a date; in Arabic both names, as the United Nations write them."""
        name = str(self.locale.months["format"]["wide"][month])
        if self.language == "ar":
            return f"{Locale.parse('ar_LB').months['format']['wide'][month]}/{name}"
        return name

    def _day(self, day: dt.date) -> str:
        return (
            self["first_of_month"].translate(ARABIC_DIGITS if self.language == "ar" else {})
            if day.day == 1
            else (self.digits(day.day))
        )

    def _parts(self, first: dt.date, last: dt.date) -> dict[str, str]:
        return {
            "d": self._day(first),
            "month": self.month(first.month),
            "m": self.digits(first.month),
            "y": self.digits(first.year),
            "d2": self._day(last),
            "month2": self.month(last.month),
            "m2": self.digits(last.month),
            "y2": self.digits(last.year),
        }

    def date(self, day: dt.date) -> str:
        """One date, on its own."""
        return self.say("date", **self._parts(day, day))

    def dates(self, first: dt.date, last: dt.date) -> str:
        """When a training took place, as a phrase: a day, two days, or from one to another."""
        if first == last:
            return self.say("on_day", **self._parts(first, last))
        shared = "years" if first.year != last.year else "year" if first.month != last.month else "month"
        kind = "two_days" if (last - first).days == 1 else "days"
        return self.say(f"{kind}_{shared}", **self._parts(first, last))

    def hours(self, number: int) -> str:
        """How long, in whole hours."""
        forms: dict[str, str] = texts()[self.language]["hours"]
        form = forms.get(self.locale.plural_form(number), forms["other"])
        return form.format(n=self.digits(number))

    def place(self, city: str, country: str) -> str:
        """City and country; once where both are the same (Singapore, Djibouti)."""
        if city and country and city.casefold() != country.casefold():
            return self.say("place", city=isolated(city), country=isolated(country))
        return isolated(city or country) if city or country else ""

    def held(self, mode: str, city: str, country: str) -> str:
        """Where it took place, as a phrase with its own punctuation."""
        place = self.place(city, country)
        if mode == Mode.ONLINE:
            return self["held_online"]
        if mode == Mode.HYBRID:
            return self.say("held_hybrid", place=place) if city else self["held_hybrid_somewhere"]
        if city:
            return self.say("held_in_person", place=place)
        return self.say("held_in_country", place=place) if country else self["held_somewhere"]

    def sentence(
        self,
        *,
        title: str,
        mode: str,
        city: str,
        country: str,
        dates: tuple[dt.date, dt.date] | None,
        hours: int,
        host: str,
        passed: bool,
    ) -> list[Run]:
        """What the holder did, in one sentence; the title is bold."""
        # A mark that no text holds stands for the title, so that it can be set apart after filling in.
        mark = "\x00"
        whole = self.say(
            "sentence",
            title=self.say("title", title=mark),
            held=self.held(mode, city, country),
            dates=self.say("on_dates", dates=self.dates(*dates)) if dates else "",
            hours=self.say("with_hours", hours=self.hours(hours)) if hours else "",
            host=self.say("with_host", host=isolated(host)) if host else "",
            test=self["passed"] if passed else "",
        )
        before, _, after = whole.partition(mark)
        return [Run(before), Run(isolated(title), bold=True), Run(after)]

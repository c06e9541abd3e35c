"""What a reader carries from page to page in the address: the training chosen and the language she reads in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import translate_url

from lms.common.languages import CODES, Language, current, direction


@dataclass(frozen=True)
class Choice:
    """One language in which the course can be read here."""

    code: str
    name: str
    direction: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Place:
    """``training`` is set when she chose one of several; ``read`` when she reads in another language than the menus."""

    training: str = ""
    read: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        read = request.GET.get("read", "")
        if read not in CODES or read == current():
            read = ""
        return cls(request.GET.get("training", "")[:80], read)

    @property
    def language(self) -> str:
        """The language that the course is read in."""
        return self.read or current()

    @property
    def query(self) -> str:
        """To be put behind an address of the course, so that both stay."""
        pairs = {"training": self.training, "read": self.read}
        chosen = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def choices(self, path: str) -> list[Choice]:
        """This very page in each language; the menus stay as they are."""
        return [
            Choice(
                each.value,
                each.label,
                direction(each.value),
                path + Place(self.training, "" if each.value == current() else each.value).query,
                each.value == self.language,
            )
            for each in Language
        ]

    def menus_too(self, path: str) -> str:
        """The same page with the menus in the language that is read."""
        return translate_url(path, self.language) + Place(self.training).query

    @property
    def language_name(self) -> str:
        return str(Language(self.language).label)

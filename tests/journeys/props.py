"""What the story needs: the list that the host sends, and a place on Earth where it can be told at any hour."""

from __future__ import annotations

import datetime as dt
import io
import zoneinfo
from dataclasses import dataclass

import openpyxl

from lms.common import zones


@dataclass(frozen=True)
class Officer:
    """A nominee of the list."""

    given: str
    family: str
    email: str
    country: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


# Title rows count: the header is row 3, so the first officer is row 4.
BAD_ADDRESS, UNKNOWN_COUNTRY = 9, 10


def workbook(heroine: Officer, colleague: Officer) -> bytes:
    """Two officers who can come in, one of them twice; an empty row; a formula; and two rows that cannot come in."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Sent by the host"])
    sheet = book.create_sheet("Nominees")
    for row in (
        ["National training: nominees"],
        [],
        ["Given name", "Family name", "E-mail", "Country", "Agency", "Language"],
        [heroine.given, heroine.family, heroine.email, heroine.country, "Cybercrime Unit", heroine.language],
        [colleague.given, f"  {colleague.family} ", colleague.email, colleague.country, "", colleague.language],
        [heroine.given, heroine.family, heroine.email.upper(), heroine.country, "Cybercrime Unit", heroine.language],
        [],
        ['=HYPERLINK("https://example.org","Rami")', "Saleh", "rami.saleh@example.org", "JOR", "", "en"],
        ["Karim", "Aziz", "karim.aziz at example.org", "Jordan", "", "en"],
        ["Salma", "Nader", "salma.nader@example.org", "Atlantis", "", "en"],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def place_where_day_two_is_nearly_over() -> zoneinfo.ZoneInfo:
    """Where the last session that people rate has begun (15:30), and the training still goes on for a while."""
    now = dt.datetime.now(dt.UTC)
    for name in sorted(zones.listed()):
        there = now.astimezone(zoneinfo.ZoneInfo(name))
        if dt.time(15, 35) <= there.time() < dt.time(16, 35):
            return zoneinfo.ZoneInfo(name)
    raise AssertionError("no such place on Earth")

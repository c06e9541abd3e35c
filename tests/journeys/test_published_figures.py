"""On a fresh database the commands alone bring the programme's published figures, and the page says the same.

What each list gives by itself is told in ``tests/courses/management/test_nine_rosters.py``.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

DATA = Path(__file__).resolve().parents[2] / "lms" / "demo" / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text())


@pytest.fixture
def figures(tmp_path):
    """``figures()``: what ``report_countries`` says now."""

    def ask() -> dict:
        call_command("report_countries", "-o", str(tmp_path / "figures.json"))
        return json.loads((tmp_path / "figures.json").read_text())

    return ask


def bring_in_everything() -> list[dict]:
    """Trainings and rosters by their commands; what each answered."""
    said = []

    def run(*arguments: str) -> None:
        out = io.StringIO()
        call_command(*arguments, "--json", stdout=out)
        said.append(json.loads(out.getvalue()))

    run("import_trainings", str(DATA / "trainings.csv"))
    for slug in EXPECTED["trainings"]:
        run("import_roster", slug, str(next((DATA / "rosters").glob(f"{slug}.*"))), "--apply")
    return said


def test_nine_trainings_twenty_four_countries_one_thousand_four_hundred_and_forty_six_officers(
    db, figures, login, coordinator, coordinator_zw
):
    first = bring_in_everything()
    assert [one["new"] for one in first] == [9, *(one["valid"] for one in EXPECTED["trainings"].values())]

    told = figures()
    assert (told["trainings"], told["countries"], told["participants"]) == (9, 24, 1446)
    assert {code: one["participants"] for code, one in told["by_country"].items()} == EXPECTED["countries"]
    assert {code: one["enrolments"] for code, one in told["by_country"].items()} == EXPECTED["countries"]

    # The page: on screen, and as a file.
    client = login(coordinator)
    page = client.get("/en/reports/").text
    for shown in ("1,446", "231", "Ukraine", "Saint Kitts and Nevis"):
        assert shown in page
    assert json.loads(client.get("/en/reports/?format=json").content) == told
    table = list(csv.reader(client.get("/en/reports/?format=csv").content.decode("utf-8-sig").splitlines()))
    assert {row[1]: int(row[3]) for row in table[1:] if row[1]} == EXPECTED["countries"]
    assert table[-1][3] == "1446"
    # A coordinator of one country reads that country's figures and learns of no other.
    own = json.loads(login(coordinator_zw).get("/en/reports/?format=json").content)
    assert set(own["by_country"]) == {"ZW"}
    assert own["participants"] == EXPECTED["countries"]["ZW"]

    # The same files again change nothing.
    again = bring_in_everything()
    assert [(one["new"], one["updated"]) for one in again] == [(0, 0)] * 10
    assert figures() == told

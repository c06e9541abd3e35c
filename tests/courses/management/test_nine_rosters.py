"""The programme's nine lists give the programme's published figures, and give them again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from courses.models import Course, Enrolment, RosterImport, Training
from lms.notices.models import Notice
from lms.people.models import Agency, Person

DATA = Path(__file__).resolve().parents[3] / "lms" / "demo" / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text())


def run(*args) -> dict:
    out = io.StringIO()
    call_command(*args, "--json", stdout=out)
    return json.loads(out.getvalue())


def roster(slug: str) -> str:
    return str(next((DATA / "rosters").glob(f"{slug}.*")))


@pytest.fixture
def two_day(db):
    return Course.objects.get_or_create(slug="two-day", defaults={"title": "Two days"})[0]


@pytest.fixture
def nine(two_day):
    return run("import_trainings", str(DATA / "trainings.csv"))


def test_nine_trainings(nine):
    assert nine["new"] == 9
    assert nine["rejected"] == []
    again = run("import_trainings", str(DATA / "trainings.csv"))
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 9)
    assert set(Training.objects.filter(slug__in=EXPECTED["trainings"]).values_list("stage", flat=True)) == {"finished"}


def test_the_nine_lists_give_the_published_figures(nine, mailoutbox):
    for slug, figures in EXPECTED["trainings"].items():
        looked = run("import_roster", slug, roster(slug))
        assert not Enrolment.objects.filter(training__slug=slug).exists()
        counts = run("import_roster", slug, roster(slug), "--apply")
        assert looked == counts
        assert counts["new"] == figures["valid"]
        assert counts["duplicates"] == figures["duplicates"]
        assert len(counts["rejected"]) == figures["rejected"]
        assert counts["blank"] == figures["blank"]
        assert (counts["existing"], counts["updated"], counts["unchanged"]) == (0, 0, 0)
        mine = Enrolment.objects.filter(training__slug=slug)
        assert mine.values("country").distinct().count() == figures["countries"]
        assert set(mine.values_list("state", flat=True)) == {"attended"}
        assert Training.objects.get(slug=slug).seats_taken == figures["valid"]
    by_country = dict(Enrolment.objects.order_by().values_list("country").annotate(n=Count("pk")))
    assert by_country == EXPECTED["countries"]
    assert Enrolment.objects.count() == EXPECTED["enrolments"]
    assert Person.objects.filter(enrolments__isnull=False).distinct().count() == EXPECTED["participants"]
    assert Agency.objects.count() == EXPECTED["countries_total"]
    # The same files again change nothing, and nobody got a mail.
    people = list(Person.objects.order_by("pk").values())
    for slug, figures in EXPECTED["trainings"].items():
        again = run("import_roster", slug, roster(slug), "--apply")
        assert (again["new"], again["existing"], again["updated"]) == (0, 0, 0)
        assert again["unchanged"] == figures["valid"]
    assert list(Person.objects.order_by("pk").values()) == people
    assert Enrolment.objects.count() == EXPECTED["enrolments"]
    assert mailoutbox == []
    assert not Notice.objects.exists()


def test_line_numbers_are_the_files_own(nine):
    harare = run("import_roster", "harare-2023", roster("harare-2023"))
    assert [(one["row"], one["field"]) for one in harare["rejected"]] == [(44, "email"), (65, "country"), (66, "email")]
    # A title above the header and a sheet before it count too.
    bridgetown = run("import_roster", "bridgetown-2023", roster("bridgetown-2023"))
    assert [one["row"] for one in bridgetown["rejected"]] == [46, 67, 68]


def test_names_come_in_as_they_are_written(nine):
    run("import_roster", "singapore-2023", roster("singapore-2023"), "--apply")
    person = Person.objects.get(email="officer229.singapore.000@sg.example.org")
    assert (person.given_name, person.family_name, person.language) == ("超", "胡", "ru")
    assert not person.has_usable_password()


def test_looking_leaves_nothing_behind(nine):
    run("import_roster", "harare-2023", roster("harare-2023"))
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["harare-2023", "no-such-file.csv"], 2),
        (["no-such-training", roster("harare-2023")], 2),
        (["harare-2023", str(DATA / "trainings.csv")], 1),
        (["harare-2023", __file__], 1),
    ],
)
def test_what_is_wrong_says_so_by_its_exit_code(nine, args, code):
    with pytest.raises(CommandError) as refused:
        call_command("import_roster", *args, "--apply")
    assert refused.value.returncode == code
    assert not Enrolment.objects.exists()
